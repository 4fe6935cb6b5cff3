//! What the trail calls things of accounts and their roles.

use crate::audit::topics;

topics! {
    "account" "账号" "account";
    "grant" "岗位" "role";
    "consent" "账号事项" "change of accounts";
}
