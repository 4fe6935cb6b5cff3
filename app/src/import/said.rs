//! What a preview says: what was read, what is wrong, what was not read.

use domain::code::Lang;
use domain::import::{Column, Field, FileNote, LineIs, NoteKind, PhotoWhy, ProblemRule};

use crate::frame::lang;
use crate::words::{self, tr};

/// What is wrong with a field.
pub(super) fn problem(rule: &ProblemRule) -> String {
    let zh = lang() == Lang::Zh;
    match rule {
        ProblemRule::Field(rule) => words::rule(rule),
        ProblemRule::Word => tr(
            "这个词没有登记含义，请在“未识别的词”中选定。",
            "This word stands for nothing known. Say what it means under Unknown words.",
        )
        .to_owned(),
        ProblemRule::Inexact => tr(
            "单元格是数值，超过 15 位的数字已被表格软件改写。请把该列设为文本后重新填写。",
            "The cell is a number, and of more than 15 digits a spreadsheet loses the last. Make the column \
             text and type it again.",
        )
        .to_owned(),
        ProblemRule::CellError => tr(
            "单元格是错误值，或公式没有算出结果。请改为实际内容。",
            "The cell shows an error, or a formula that was not worked out. Put the value itself there.",
        )
        .to_owned(),
        ProblemRule::MonthUnclear => tr(
            "单元格是数值，不能确定是 1 月还是 10 月。请把该列设为文本，写成 1980.01 或 1980.10。",
            "The cell is a number: January or October? Make the column text and write 1980.01 or 1980.10.",
        )
        .to_owned(),
        ProblemRule::Unmapped(code) if zh => {
            format!("含有没有标准编码的字（U+{code:04X}），显示和打印时会丢失。请用输入法重新录入该字。")
        }
        ProblemRule::Unmapped(code) => {
            format!(
                "Has a character without an agreed code (U+{code:04X}), which no screen or printer shows. \
             Type it anew."
            )
        }
        ProblemRule::Sign(sign) if zh => format!("姓名中有“{sign}”，可能是丢失的字。请核对后重新填写。"),
        ProblemRule::Sign(sign) => format!(
            "The name has “{sign}”: a character may have been lost. Check and \
         type it again."
        ),
        ProblemRule::Twice(source, line) if zh => format!("与“{source}”第 {line} 行是同一人，本行不写入。"),
        ProblemRule::Twice(source, line) => format!("Same person as row {line} of {source}; this row is not written."),
        ProblemRule::UnitUnknown => tr(
            "没有这个单位，或不在您的管理范围。请在“未识别的词”中选定，或改正文件。",
            "There is no such unit in your scope. Choose one under Unknown words, or correct the file.",
        )
        .to_owned(),
        ProblemRule::OutOfScope => tr("此人在您的管理范围之外。", "This person is outside your scope.").to_owned(),
    }
}

/// Where a field stands in a roster: `D 列“出生年月”`; the field's name for forms.
pub(super) fn place(columns: &[Column], source: &str, field: Field) -> String {
    match columns.iter().find(|column| column.source == source && column.field == Some(field)) {
        Some(column) if lang() == Lang::Zh => format!("{} 列“{}”", column.letter, column.header),
        Some(column) => format!("column {} “{}”", column.letter, column.header),
        None => field.name(lang()).to_owned(),
    }
}

fn numbers(rows: &[u32]) -> String {
    let shown: Vec<String> = rows.iter().take(20).map(ToString::to_string).collect();
    let more = if rows.len() > 20 { "…" } else { "" };
    format!("{}{more}", shown.join(if lang() == Lang::Zh { "、" } else { ", " }))
}

fn line_is(is: LineIs) -> &'static str {
    match is {
        LineIs::Sum => tr("合计行", "a line of sums"),
        LineIs::Signature => tr("填表、审核等签署行", "a line of signatures"),
        LineIs::Remark => tr("备注或页码", "a remark or page number"),
        LineIs::Heading => tr("重复的表头", "the header again"),
        LineIs::Section => tr("分组标题", "the title of a part"),
        LineIs::Continued => tr("姓名合并单元格的续行", "more of the person above"),
    }
}

/// A note about a file, as one sentence.
pub(super) fn note(note: &FileNote) -> String {
    let zh = lang() == Lang::Zh;
    let said = match &note.kind {
        NoteKind::SheetLeft { name, hidden, rows } => {
            let hidden = if *hidden { tr("（隐藏）", " (hidden)") } else { "" };
            match (zh, *rows) {
                (true, 0) => format!("工作表“{name}”{hidden}没有读取：没有名册表头。"),
                (true, rows) => format!(
                    "工作表“{name}”{hidden}没有读取，其中约有 {rows} 行人员。如需导入，请单独存为一个文件上传。"
                ),
                (false, 0) => format!("Sheet {name}{hidden} was not read: it has no header of a roster."),
                (false, rows) => format!(
                    "Sheet {name}{hidden} was not read; it has about {rows} rows of people. Save it as a file \
                     of its own to import it."
                ),
            }
        }
        NoteKind::HiddenSheet => {
            tr("读取的是隐藏的工作表：没有其他名册。", "The sheet that was read is hidden: there is no other roster.")
                .to_owned()
        }
        NoteKind::HiddenRows(rows) if zh => format!("隐藏的第 {} 行也读入了。", numbers(rows)),
        NoteKind::HiddenRows(rows) => format!("Hidden rows {} were read too.", numbers(rows)),
        NoteKind::LineLeft { line, is, text } if zh => {
            format!("第 {line} 行没有作为人员读入（{}）：{text}", line_is(*is))
        }
        NoteKind::LineLeft { line, is, text } => {
            format!("Row {line} was not read as a person ({}): {text}", line_is(*is))
        }
        NoteKind::Bad(reason) => format!("{}{}", tr("没有读取：", "Not read: "), words::reason(&reason.clone().into())),
        NoteKind::Skipped => tr("不是名册或任免表，没有读取。", "Neither a roster nor a form; not read.").to_owned(),
        NoteKind::PhotoLost(PhotoWhy::Kind) => tr(
            "照片没有读入：不是 JPG、PNG、BMP、GIF 图片。请在人员页面另行上传。",
            "The photo was not read: it is no JPEG, PNG, BMP or GIF. Upload it on the person's page.",
        )
        .to_owned(),
        NoteKind::PhotoLost(PhotoWhy::Large) => tr(
            "照片没有读入：超过 6 MB。请压缩后在人员页面另行上传。",
            "The photo was not read: it is larger than 6 MB. Make it smaller and upload it on the person's page.",
        )
        .to_owned(),
        NoteKind::PhotoAlone => {
            tr("没有与照片同名的任免表，照片没有读取。", "No form of this name; the photo was not read.").to_owned()
        }
        NoteKind::More(more) if zh => format!("另有 {more} 条提示没有列出。"),
        NoteKind::More(more) => format!("{more} more notes are not shown."),
    };
    if note.source.is_empty() { said } else { format!("{}：{said}", note.source) }
}
