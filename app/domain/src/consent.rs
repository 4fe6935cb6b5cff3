//! What one administrator does to an account only with another's consent: binding an account
//! to a person, and giving a new password to somebody whose account opens more than their own
//! record. Whoever keeps accounts could otherwise become anybody.
//!
//! Somebody asks, somebody else consents, and the system administrator then carries it out.
//! A unit's HR, who knows its people, may ask for accounts for them: the system administrator
//! is the second there.

pub mod port;

use serde::{Deserialize, Serialize};

use crate::access::{Grant, Permission, Viewer};
use crate::code::{Role, codes};
use crate::{AccountId, ConsentId, Moment, PersonId};

/// People for whom accounts are opened at once at most: hashing is slow on purpose, and what
/// is shown once is one page.
pub const MOST_PEOPLE: usize = 200;

codes! {
    /// Where a request for consent stands.
    ConsentState {
        Waiting "waiting" "待同意" "Waiting for consent",
        Given "given" "已同意，待系统管理员办理" "Consented, to be carried out",
        Refused "refused" "不同意" "Refused",
        Done "done" "已办理" "Carried out",
    }
}

/// Somebody who is to have an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    pub person: PersonId,
    pub name: String,
    /// Their unit's short name.
    pub unit_name: String,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Asked {
    /// Accounts for people who have none.
    Open { people: Vec<Opening> },
    /// A new password for an account.
    Reset {
        account: AccountId,
        login: String,
        name: String,
        /// Whether its second factor goes too.
        factor: bool,
    },
}

/// A request for consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The request.
    pub id: ConsentId,
    /// What for.
    pub asked: Asked,
    /// Who asked: account and name.
    pub by: (AccountId, String),
    /// When.
    pub at: Moment,
    /// The last moment to consent to it and to carry it out.
    pub until: Moment,
    /// Where it stands.
    pub state: ConsentState,
    /// Who consented or refused: account and name.
    #[serde(default)]
    pub answered: (AccountId, String),
    /// When; 0 for not yet.
    #[serde(default)]
    pub answered_at: Moment,
    /// Raised by each change.
    pub version: u32,
}

/// A request and what the viewer may do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentRow {
    /// The request.
    pub consent: Consent,
    /// Whether they may consent or refuse.
    pub answer: bool,
    /// Whether they may carry it out.
    pub carry_out: bool,
}

impl Consent {
    /// The account a new password is for.
    #[must_use]
    pub fn account(&self) -> Option<&AccountId> {
        match &self.asked {
            Asked::Reset { account, .. } => Some(account),
            Asked::Open { .. } => None,
        }
    }

    /// Whether the viewer may consent or refuse: the security administrator, and where the
    /// account is a security administrator's, the audit administrator too; never who asked, nor
    /// whose account it is. `target` are the grants of that account.
    #[must_use]
    pub fn may_answer(&self, viewer: &Viewer, target: &[Grant], now: Moment) -> bool {
        let guards_itself = target.iter().any(|grant| grant.until >= now && grant.role == Role::SecurityAdmin);
        self.state == ConsentState::Waiting
            && now <= self.until
            && self.by.0 != viewer.account
            && self.account() != Some(&viewer.account)
            && (viewer.may(Permission::GRANT_EDIT) || (guards_itself && viewer.is(Role::AuditAdmin)))
    }

    /// Whether the viewer may carry it out: a system administrator, but not who consented.
    #[must_use]
    pub fn may_carry_out(&self, viewer: &Viewer, now: Moment) -> bool {
        self.state == ConsentState::Given
            && now <= self.until
            && self.answered.0 != viewer.account
            && self.account() != Some(&viewer.account)
            && viewer.may(Permission::ACCOUNT_EDIT)
    }
}

/// A first password, shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    /// Whose.
    pub name: String,
    /// Their unit; empty where the account is nobody's.
    pub unit_name: String,
    pub login: String,
    pub password: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::GrantId;

    fn viewer(account: &str, role: Role) -> Viewer {
        let grant = grant(account, role);
        Viewer {
            account: account.into(),
            name: account.to_owned(),
            person: PersonId::default(),
            grants: vec![grant],
            request: String::new(),
        }
    }

    fn grant(account: &str, role: Role) -> Grant {
        Grant {
            id: GrantId(format!("{account}0")),
            account: account.into(),
            role,
            unit: "p".into(),
            path: "/p/".to_owned(),
            from: Moment(0),
            until: Moment::FOREVER,
            delegated_from: GrantId::default(),
        }
    }

    fn reset(account: &str) -> Consent {
        Consent {
            id: "c".into(),
            asked: Asked::Reset { account: account.into(), login: "x".into(), name: "x".into(), factor: false },
            by: ("system".into(), "系统".into()),
            at: Moment(0),
            until: Moment(100),
            state: ConsentState::Waiting,
            answered: Default::default(),
            answered_at: Moment(0),
            version: 1,
        }
    }

    #[test]
    fn nobody_consents_to_their_own_request_or_account_nor_too_late() {
        let security = viewer("security", Role::SecurityAdmin);
        let system = viewer("system", Role::SystemAdmin);
        assert!(reset("leader").may_answer(&security, &[], Moment(100)));
        assert!(!reset("leader").may_answer(&security, &[], Moment(101)));
        assert!(!reset("leader").may_answer(&system, &[], Moment(1)));
        assert!(!reset("security").may_answer(&security, &[], Moment(1)));
        let own = Consent { by: ("security".into(), String::new()), ..reset("leader") };
        assert!(!own.may_answer(&security, &[], Moment(1)));
    }

    #[test]
    fn a_security_administrator_who_is_alone_is_helped_by_the_audit_administrator() {
        let audit = viewer("audit", Role::AuditAdmin);
        let held = [grant("security", Role::SecurityAdmin)];
        assert!(reset("security").may_answer(&audit, &held, Moment(1)));
        assert!(!reset("leader").may_answer(&audit, &[grant("leader", Role::Leader)], Moment(1)));
    }

    #[test]
    fn it_is_carried_out_by_a_system_administrator_after_consent_alone() {
        let system = viewer("system", Role::SystemAdmin);
        let given = Consent { state: ConsentState::Given, answered: ("security".into(), String::new()), ..reset("l") };
        assert!(given.may_carry_out(&system, Moment(1)));
        assert!(!reset("l").may_carry_out(&system, Moment(1)), "not before");
        assert!(!Consent { state: ConsentState::Done, ..given.clone() }.may_carry_out(&system, Moment(1)));
        assert!(!given.may_carry_out(&viewer("security", Role::SecurityAdmin), Moment(1)));
        let own = Consent { asked: reset("system").asked, ..given };
        assert!(!own.may_carry_out(&system, Moment(1)), "one's own password is changed, not reset");
    }
}
