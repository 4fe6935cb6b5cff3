//! What the trail calls things of imports.

use crate::audit::topics;

topics! {
    "import" "名册导入" "import";
}
