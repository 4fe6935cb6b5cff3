//! Why something of imports is refused.

use domain::code::Lang;
use domain::import::Refusal;

use crate::frame::lang;
use crate::words::tr;

/// A refusal as one sentence.
pub(crate) fn said(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Gone => {
            tr("预览已失效，请重新上传。", "This preview is no longer valid. Please upload the file again.")
        }
        Refusal::Problems(count) => {
            return match lang() {
                Lang::Zh => format!("还有 {count} 行有问题。请改正文件后重传，或选择跳过这些行。"),
                Lang::En => {
                    format!("{count} rows have problems. Correct the file and upload again, or choose to skip them.")
                }
            };
        }
    }
    .to_owned()
}
