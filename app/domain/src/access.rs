//! Who may do what, where and until when.
//!
//! The model in three sentences. A *grant* gives an account one role over one
//! subtree of units for a period. A role allows a fixed set of *permissions*
//! ([`allows`]). A question "may this viewer do P to something in unit U now?" is
//! answered by any grant in force whose role allows P and whose subtree holds U;
//! the store asks it of every row and the answer carries the grant, so that the
//! audit can say on what basis.
//!
//! The three administrators of 等保 2.0 (三员分立) share no permission with each
//! other nor with business roles: who creates accounts can't give roles, who gives
//! roles can't erase traces, who reads traces can't change anything.

use serde::{Deserialize, Serialize};

use crate::code::Role;
use crate::{AccountId, Fault, GrantId, Moment, PersonId, Reason, UnitId};

/// Something a role may allow. Each feature says what there is of it and whose it is
/// (`<feature>/permission.rs`); [`crate::feature::permissions`] has them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permission {
    name: &'static str,
    roles: &'static [Role],
}

impl Permission {
    /// One of some roles. [`permissions!`] writes this.
    pub(crate) const fn of(name: &'static str, roles: &'static [Role]) -> Self {
        Self { name, roles }
    }
}

/// Makes permissions, each with the roles that have it inside their subtree, and the list of them. A
/// cadre acts on their own record only, which needs none.
macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident: $($role:ident)+;)+) => {
        impl $crate::access::Permission {
            $($(#[$doc])* pub const $name: Self = Self::of(stringify!($name), &[$($crate::code::Role::$role),+]);)+
        }

        pub(crate) const PERMISSIONS: &[$crate::access::Permission] = &[$($crate::access::Permission::$name),+];
    };
}

pub(crate) use permissions;

permissions! {
    /// Know what is kept from the person and all others: investigations, who objected and why.
    SECRET_VIEW: OrgHr Discipline;
    /// Read and verify the audit trail.
    AUDIT_VIEW: AuditAdmin;
}

/// Whether a role allows a permission inside its subtree.
#[must_use]
pub fn allows(role: Role, permission: Permission) -> bool {
    permission.roles.contains(&role)
}

impl Role {
    /// Whether it is one of the three administrators'. Such a role is given by the security
    /// administrator alone: nobody hands it on.
    #[must_use]
    pub fn administers(self) -> bool {
        matches!(self, Self::SystemAdmin | Self::SecurityAdmin | Self::AuditAdmin)
    }
}

/// Whether two roles may meet in one account. Each administrator stands alone, but
/// for being a cadre oneself.
#[must_use]
pub fn compatible(one: Role, other: Role) -> bool {
    one == other || one == Role::Cadre || other == Role::Cadre || (!one.administers() && !other.administers())
}

/// A role held over a subtree for a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The grant.
    pub id: GrantId,
    /// Who holds it.
    pub account: AccountId,
    /// What role.
    pub role: Role,
    /// The unit at the top of the subtree.
    pub unit: UnitId,
    /// That unit's path, see [`crate::organisation::Unit::path`].
    pub path: String,
    /// First instant in force.
    pub from: Moment,
    /// Last instant in force.
    pub until: Moment,
    /// The grant this one stands in for, when it is a delegation; empty otherwise.
    /// It then ends with that grant.
    #[serde(default)]
    pub delegated_from: GrantId,
}

impl Grant {
    /// Whether it is in force.
    #[must_use]
    pub fn in_force(&self, now: Moment) -> bool {
        self.from <= now && now <= self.until
    }
}

/// The grants that count now: in force and, for a delegation, standing on one that is.
/// `origins` are those whose holders may still sign in.
#[must_use]
pub fn effective(grants: &[Grant], origins: &[Grant], now: Moment) -> Vec<Grant> {
    grants
        .iter()
        .filter(|grant| grant.in_force(now))
        .filter(|grant| {
            grant.delegated_from.as_str().is_empty()
                || (!grant.role.administers()
                    && origins.iter().any(|origin| {
                        origin.id == grant.delegated_from && origin.role == grant.role && origin.in_force(now)
                    }))
        })
        .cloned()
        .collect()
}

/// Who is asking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The account signed in.
    pub account: AccountId,
    /// The name shown for it.
    pub name: String,
    /// The cadre it belongs to; empty for accounts of nobody.
    pub person: PersonId,
    /// Grants in force.
    pub grants: Vec<Grant>,
    /// The request, as the log numbers it.
    pub request: String,
}

impl Viewer {
    /// The parts of the tree where `permission` is allowed.
    #[must_use]
    pub fn scope(&self, permission: Permission) -> Scope {
        let mut paths: Vec<String> =
            self.grants.iter().filter(|grant| allows(grant.role, permission)).map(|grant| grant.path.clone()).collect();
        paths.sort();
        // What lies inside another part of the scope says nothing new.
        let mut kept: Vec<String> = Vec::with_capacity(paths.len());
        for path in paths {
            if !kept.iter().any(|outer| path.starts_with(outer.as_str())) {
                kept.push(path);
            }
        }
        Scope { paths: kept }
    }

    /// Passes when `permission` is allowed somewhere.
    ///
    /// # Errors
    /// [`Fault::Forbidden`] otherwise.
    pub fn require(&self, permission: Permission) -> Result<Scope, Fault> {
        let scope = self.scope(permission);
        if scope.paths.is_empty() { Err(Fault::Forbidden) } else { Ok(scope) }
    }

    /// Passes when `permission` is allowed at `path`.
    ///
    /// # Errors
    /// [`Fault::Forbidden`] otherwise.
    pub fn require_at(&self, permission: Permission, path: &str) -> Result<(), Fault> {
        if self.scope(permission).holds(path) { Ok(()) } else { Err(Fault::Forbidden) }
    }

    /// The grant as which the viewer acts at `path`: of those that allow it, the one of the nearest unit.
    #[must_use]
    pub fn seat(&self, permission: Permission, path: &str) -> Option<&Grant> {
        let holds = |grant: &&Grant| allows(grant.role, permission) && path.starts_with(grant.path.as_str());
        self.grants.iter().filter(holds).max_by_key(|grant| grant.path.len())
    }

    /// Whether `permission` is allowed anywhere.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.grants.iter().any(|grant| allows(grant.role, permission))
    }

    /// Whether the viewer holds a role.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// The viewer as a person with a record of their own.
    ///
    /// # Errors
    /// [`Reason::NoPerson`] for accounts of nobody.
    pub fn as_person(&self) -> Result<&PersonId, Fault> {
        if self.person.as_str().is_empty() { Err(Fault::Refused(Reason::NoPerson)) } else { Ok(&self.person) }
    }

    /// Whether this is the viewer's own record.
    #[must_use]
    pub fn owns(&self, person: &PersonId) -> bool {
        !self.person.as_str().is_empty() && self.person == *person
    }
}

/// Subtrees of the organisation, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Paths, none inside another.
    pub paths: Vec<String>,
}

impl Scope {
    /// All units there are: for what no viewer asks, or concerns everybody.
    #[must_use]
    pub fn everywhere() -> Self {
        Self { paths: vec!["/".to_owned()] }
    }

    /// Whether a path lies inside.
    #[must_use]
    pub fn holds(&self, path: &str) -> bool {
        self.paths.iter().any(|outer| path.starts_with(outer.as_str()))
    }

    /// Whether anything of the subtree at `path` lies inside.
    #[must_use]
    pub fn meets(&self, path: &str) -> bool {
        !self.within(path).paths.is_empty()
    }

    /// What lies both in this scope and under `path`: the way a list is narrowed to a
    /// unit without ever widening what may be seen.
    #[must_use]
    pub fn within(&self, path: &str) -> Self {
        let paths = self
            .paths
            .iter()
            .filter_map(|outer| {
                if path.starts_with(outer.as_str()) {
                    Some(path.to_owned())
                } else if outer.starts_with(path) {
                    Some(outer.clone())
                } else {
                    None
                }
            })
            .collect();
        Self { paths }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Code;
    use proptest::prelude::*;

    fn grant(role: Role, path: &str) -> Grant {
        Grant {
            id: "g".into(),
            account: "a".into(),
            role,
            unit: "u".into(),
            path: path.to_owned(),
            from: Moment(10),
            until: Moment(20),
            delegated_from: GrantId::default(),
        }
    }

    fn viewer(grants: Vec<Grant>) -> Viewer {
        Viewer { account: "a".into(), name: "甲".into(), person: PersonId::default(), grants, request: String::new() }
    }

    #[test]
    fn a_delegation_ends_with_its_origin() {
        let origin = Grant { id: "o".into(), until: Moment(15), ..grant(Role::UnitHr, "/a/") };
        let delegated = Grant { id: "d".into(), delegated_from: "o".into(), ..grant(Role::UnitHr, "/a/") };
        let all = [delegated];
        assert_eq!(effective(&all, std::slice::from_ref(&origin), Moment(15)).len(), 1);
        assert_eq!(effective(&all, &[origin], Moment(16)).len(), 0);
        assert_eq!(effective(&all, &[], Moment(12)).len(), 0);
    }

    #[test]
    fn an_administrators_role_is_never_handed_on() {
        for role in Role::ALL {
            let origin = Grant { id: "o".into(), ..grant(*role, "/a/") };
            let delegated = Grant { id: "d".into(), delegated_from: "o".into(), ..grant(*role, "/a/") };
            let counts = !effective(&[delegated], &[origin], Moment(12)).is_empty();
            assert_eq!(counts, !role.administers(), "{role:?}");
        }
    }

    #[test]
    fn scope_is_by_whole_subtree() {
        let viewer =
            viewer(vec![grant(Role::UnitHr, "/a/b/"), grant(Role::OrgHr, "/a/b/c/"), grant(Role::Leader, "/x/")]);
        assert_eq!(viewer.scope(Permission::PERSON_EDIT).paths, ["/a/b/"]);
        assert!(viewer.require_at(Permission::PERSON_EDIT, "/a/b/c/d/").is_ok());
        assert_eq!(viewer.require_at(Permission::PERSON_EDIT, "/a/bb/"), Err(Fault::Forbidden));
        assert_eq!(viewer.require_at(Permission::PERSON_EDIT, "/x/"), Err(Fault::Forbidden));
        assert_eq!(viewer.require(Permission::AUDIT_VIEW), Err(Fault::Forbidden));
        assert_eq!(viewer.scope(Permission::PERSON_VIEW).within("/a/").paths, ["/a/b/"]);
        assert_eq!(viewer.scope(Permission::PERSON_VIEW).within("/a/b/z/").paths, ["/a/b/z/"]);
        assert!(viewer.scope(Permission::PERSON_VIEW).within("/q/").paths.is_empty());
    }

    proptest! {
        /// Narrowing never widens: what is inside `within(p)` is inside both.
        #[test]
        fn narrowing_never_widens(outer in "(/[ab]){1,3}", inner in "(/[ab]){1,4}", asked in "(/[ab]){1,5}") {
            let (outer, inner, asked) = (outer + "/", inner + "/", asked + "/");
            let scope = Scope { paths: vec![outer] };
            let narrowed = scope.within(&inner);
            prop_assert_eq!(narrowed.holds(&asked), scope.holds(&asked) && asked.starts_with(inner.as_str()));
        }
    }
}
