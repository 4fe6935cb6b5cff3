//! Why something about a person's record is refused.

use domain::person::Refusal;

use crate::words::tr;

/// A refusal as one sentence.
pub(crate) fn said(refusal: &Refusal) -> String {
    match refusal {
        Refusal::PurposeNeeded => tr(
            "请先填写查看事由；查看时限已过的，请重新填写。",
            "State a purpose first; when the time to look has passed, state it again.",
        ),
    }
    .to_owned()
}
