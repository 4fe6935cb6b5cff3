//! A file that was sent.

use domain::code::Lang;
use domain::file::{FileIs, Refusal};

use crate::frame::lang;
use crate::words::tr;

/// A refusal as one sentence.
pub(super) fn said(refusal: &Refusal) -> String {
    match refusal {
        Refusal::TooManyRows(most) => {
            return match lang() {
                Lang::Zh => format!("文件超过 {most} 行，请拆分后上传。"),
                Lang::En => format!("The file has more than {most} rows. Split it and upload the parts."),
            };
        }
        Refusal::TooLarge(limit) => {
            return match lang() {
                Lang::Zh => format!("文件超过 {limit} MB，请拆分后上传。"),
                Lang::En => format!("The file is larger than {limit} MB. Split it and upload the parts."),
            };
        }
        Refusal::KindOf(endings) => {
            return match lang() {
                Lang::Zh => format!("不支持的文件类型。可上传：{endings}。"),
                Lang::En => format!("This kind of file is not accepted. Accepted: {endings}."),
            };
        }
        Refusal::Kind => tr(
            "不支持的文件类型，请上传 xlsx、lrmx、lrm 或 zip。",
            "This kind of file is not accepted. Upload xlsx, lrmx, lrm or zip.",
        ),
        Refusal::Is(is) => return file_is(*is).to_owned(),
        Refusal::NoHeader => tr(
            "没有找到表头：须有一行写明各列名称，其中一列是“姓名”。",
            "No header was found: a row has to name the columns, one of them 姓名 (name).",
        ),
        Refusal::InFile(name, why) => {
            return match lang() {
                Lang::Zh => format!("“{name}”：{}", said(why)),
                Lang::En => format!("{name}: {}", said(why)),
            };
        }
        Refusal::NoPicture => tr("请上传 JPG 或 PNG 格式的照片。", "Upload a JPEG or PNG picture."),
        Refusal::Broken => tr(
            "文件已损坏或不完整，请重新导出后上传。",
            "The file is damaged or incomplete. Export it again and upload.",
        ),
        Refusal::Bomb => tr("文件解压后过大，已拒绝。", "The file unpacks to far too much and was refused."),
        Refusal::Encoding => {
            tr("文件编码无法识别，请另存为 UTF-8 或 GBK。", "The file's encoding is unknown. Save it as UTF-8 or GBK.")
        }
        Refusal::NoFile => tr("请选择文件；文件不能是空的。", "Choose a file; it must not be empty."),
        Refusal::Empty => tr("文件中没有人员。", "There are no people in the file."),
    }
    .to_owned()
}

/// What a file is that was taken for a table or a form, and what to do.
fn file_is(is: FileIs) -> &'static str {
    match is {
        FileIs::WebPage => tr(
            "这是网页格式（HTML），不是工作簿。请用 Excel 或 WPS 打开后另存为 xlsx 再上传。",
            "This is a web page (HTML), not a workbook. Open it in a spreadsheet, save it as xlsx and upload that.",
        ),
        FileIs::OldWorkbook => tr(
            "这是 2003 及以前的 xls 工作簿。请打开后另存为 xlsx 再上传。",
            "This is a workbook of 2003 or before (xls). Save it as xlsx and upload that.",
        ),
        FileIs::OldXml => tr(
            "这是 2003 版 XML 表格，不是工作簿。请打开后另存为 xlsx 再上传。",
            "This is an XML spreadsheet of 2003. Save it as xlsx and upload that.",
        ),
        FileIs::Locked => tr(
            "工作簿设有打开密码。请去掉密码后另存再上传。",
            "The workbook has a password. Save it without one and upload that.",
        ),
        FileIs::Word => tr(
            "这是 Word 文档。名册请用 xlsx 或 csv，任免表请用 lrmx 或 lrm。",
            "This is a text document. Upload rosters as xlsx or csv, appointment forms as lrmx or lrm.",
        ),
        FileIs::OpenDocument => tr(
            "这是 OpenDocument 格式。请另存为 xlsx 再上传。",
            "This is an OpenDocument file. Save it as xlsx and upload that.",
        ),
        FileIs::Pdf => {
            tr("这是 PDF，不能导入。请上传 xlsx、csv、lrmx 或 lrm。", "This is a PDF. Upload xlsx, csv, lrmx or lrm.")
        }
        FileIs::Archive => {
            tr("只能读取 zip 压缩包。请重新压缩为 zip。", "Only zip archives can be read. Pack it as zip.")
        }
        FileIs::Picture => {
            tr("这是图片，不能作为名册或任免表导入。", "This is a picture, neither a roster nor a form.")
        }
    }
}
