//! What is put together of all features: see the list in the root.

use crate::access::Permission;
use crate::audit::Topic;

macro_rules! parts {
    ($($feature:ident($Name:ident): $(ids($ids:ident))? $(refusal($refusal:ident))? $(news($news:ident))? $(todo($todo:ident))?;)+) => {
        $($(pub use crate::$feature::$ids::*;)?)+

        /// Every permission.
        pub fn permissions() -> impl Iterator<Item = Permission> {
            [crate::access::PERMISSIONS, $(crate::$feature::permission::PERMISSIONS),+].into_iter().flatten().copied()
        }

        /// Everything that the trail may be about.
        pub fn topics() -> impl Iterator<Item = Topic> {
            [crate::audit::TOPICS, $(crate::$feature::topic::TOPICS),+].into_iter().flatten().copied()
        }
    };
}

crate::features!(parts);

/// What the trail calls a thing that is stored under some word.
#[must_use]
pub fn topic(code: &str) -> Option<Topic> {
    topics().find(|topic| topic.code == code)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::access::{allows, compatible};
    use crate::code::{Code, Role};

    #[test]
    fn the_three_administrators_share_nothing_but_the_list_of_accounts() {
        let admins = [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin];
        for permission in permissions() {
            let holders = Role::ALL.iter().filter(|role| allows(**role, permission)).count();
            let admin_holders = admins.iter().filter(|role| allows(**role, permission)).count();
            assert!(holders > 0, "{permission:?} is nobody's");
            if admin_holders > 0 && permission != Permission::ACCOUNT_VIEW {
                assert_eq!(holders, 1, "{permission:?}");
            }
        }
        for admin in admins {
            for role in Role::ALL {
                assert_eq!(compatible(admin, *role), *role == admin || *role == Role::Cadre);
            }
        }
    }

    #[test]
    fn nothing_is_named_twice() {
        let names: Vec<String> = permissions().map(|permission| format!("{permission:?}")).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        let codes: Vec<&str> = topics().map(|topic| topic.code).collect();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
    }
}
