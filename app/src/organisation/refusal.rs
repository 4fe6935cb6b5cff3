//! Why something about the tree of units is refused.

use domain::organisation::Refusal;

use crate::words::tr;

/// A refusal as one sentence.
pub(crate) fn said(refusal: &Refusal) -> String {
    match refusal {
        Refusal::UnitInUse => tr(
            "单位下仍有在职人员或下级单位，请先调整。",
            "The unit still has people or subordinate units. Move them first.",
        ),
        Refusal::Circular => tr("不能移到自身或其下级单位。", "A unit can't go below itself."),
    }
    .to_owned()
}
