//! The papers that a case produces.

use crate::code::codes;

codes! {
    /// Which paper.
    DocumentKind {
        Notice "notice" "任前公示" "Public notice",
        Appointment "appointment" "任免通知" "Notice of appointment",
        Agreement "agreement" "挂职（兼职）协议" "Agreement",
    }
}
