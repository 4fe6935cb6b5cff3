//! What the trail calls things of the register of people.

use crate::audit::topics;

topics! {
    "person" "干部档案" "record of a cadre";
    "appointment" "任职" "appointment";
}
