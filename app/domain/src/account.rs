//! Accounts, passwords and sessions, as far as they are rules and facts to show.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::access::Grant;
use crate::code::Role;
use crate::fault::Rule;
use crate::text::half_width;
use crate::{AccountId, Moment, PersonId, UnitId};

pub(crate) mod id;
mod news;
pub(crate) mod permission;
pub mod port;
mod refusal;
pub(crate) mod topic;

pub use news::News;
pub use refusal::Refusal;

/// Limits of sign-in and sessions. Defaults follow 等保 2.0 practice, not a law, so
/// each is configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignInPolicy {
    /// Characters a password needs at least.
    pub password_min: u32,
    /// Failures in a row from one place after which that place waits.
    pub lock_after: u32,
    /// Minutes it waits.
    pub lock_minutes: u32,
    /// Failures of one name from strange places together after which they all are slowed.
    pub slow_after: u32,
    /// Seconds the slowed wait at most between two tries.
    pub slow_most_seconds: u32,
    /// Minutes without a request that end a session.
    pub idle_minutes: u32,
    /// Hours after which a session ends in any case.
    pub absolute_hours: u32,
    /// Attempts a minute from one address.
    pub attempts_per_minute: u32,
    /// Who must use a second factor.
    pub second_factor: SecondFactor,
    /// Hours within which an initial password must be used.
    pub initial_hours: u32,
    /// Days a request for another administrator's consent stands.
    pub consent_days: u32,
    /// Sessions an account may have at once; the oldest ends for a new one.
    pub sessions_most: u32,
}

/// Seconds after which failures no longer count.
pub const FORGET_SECONDS: i64 = 86_400;

impl SignInPolicy {
    /// Seconds to wait after each failure in a row from a browser that has signed in as this
    /// name before: none for some, then a lock. Nobody else's failures come into it, so that
    /// strangers lock nobody out.
    #[must_use]
    pub fn waits_of_known(&self) -> Vec<i64> {
        let mut waits = vec![0; self.lock_after.max(1) as usize];
        if let Some(last) = waits.last_mut() {
            *last = i64::from(self.lock_minutes) * 60;
        }
        waits
    }

    /// The same for a network without such a browser: none for some, then longer and longer, but
    /// never a lock.
    #[must_use]
    pub fn waits_of_network(&self) -> Vec<i64> {
        self.growing(self.lock_after)
    }

    /// The same for all strange places together.
    #[must_use]
    pub fn waits_of_all(&self) -> Vec<i64> {
        self.growing(self.slow_after)
    }

    fn growing(&self, after: u32) -> Vec<i64> {
        let most = i64::from(self.slow_most_seconds.max(1));
        let mut waits = vec![0; after.saturating_sub(1) as usize];
        let mut wait = 2;
        while wait < most {
            waits.push(wait);
            wait *= 2;
        }
        waits.push(most);
        waits
    }

    /// Whether an initial password of that moment is too old to be used.
    #[must_use]
    pub fn is_expired(&self, must_change: bool, password_at: Moment, now: Moment) -> bool {
        must_change && password_at.0 != 0 && now > password_at.plus_seconds(i64::from(self.initial_hours) * 3600)
    }
}

/// Who must use a second factor to do anything at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecondFactor {
    /// Nobody; everybody may.
    Nobody,
    /// The three administrators (等保 2.0: two ways to prove who one is, for who administers).
    #[default]
    Administrators,
    Everybody,
}

impl SecondFactor {
    /// Whether somebody with these roles must use one.
    #[must_use]
    pub fn binds(self, grants: &[Grant]) -> bool {
        match self {
            Self::Nobody => false,
            Self::Administrators => grants.iter().any(|grant| grant.role.administers()),
            Self::Everybody => true,
        }
    }
}

impl Default for SignInPolicy {
    fn default() -> Self {
        Self {
            password_min: 10,
            lock_after: 5,
            lock_minutes: 30,
            slow_after: 20,
            slow_most_seconds: 300,
            idle_minutes: 30,
            absolute_hours: 12,
            attempts_per_minute: 20,
            second_factor: SecondFactor::default(),
            initial_hours: 72,
            consent_days: 7,
            sessions_most: 20,
        }
    }
}

/// Words that make a password easy to guess, in lower case.
const GUESSABLE: [&str; 14] = [
    "password", "passw0rd", "qwerty", "1qaz2wsx", "123456", "654321", "111111", "000000", "abcdef", "admin", "woaini",
    "iloveyou", "ganqiao", "5201314",
];

/// Whether a password will do for an account.
///
/// # Errors
/// The first rule it breaks.
pub fn check_password(login: &str, password: &str, policy: &SignInPolicy) -> Result<(), Rule> {
    let length = password.chars().count();
    if length < policy.password_min as usize {
        return Err(Rule::TooShort(policy.password_min));
    }
    if length > 128 {
        return Err(Rule::TooLong(128));
    }
    let classes = [
        password.chars().any(char::is_lowercase),
        password.chars().any(char::is_uppercase),
        password.chars().any(char::is_numeric),
        password.chars().any(|c| !c.is_alphanumeric()),
    ];
    // A long passphrase needs no mixture.
    if length < 20 && classes.iter().filter(|c| **c).count() < 3 {
        return Err(Rule::Mixed);
    }
    let lower = password.to_lowercase();
    let distinct: std::collections::BTreeSet<char> = lower.chars().collect();
    if distinct.len() < 5
        || (!login.is_empty() && lower.contains(&login.to_lowercase()))
        || GUESSABLE.iter().any(|word| lower.contains(word) && length < word.len() + 8)
    {
        return Err(Rule::Guessable);
    }
    Ok(())
}

/// A login name in its one form: trimmed, lower case.
///
/// # Errors
/// [`Rule::Plain`], [`Rule::TooShort`] or [`Rule::TooLong`].
pub fn normal_login(text: &str) -> Result<String, Rule> {
    let login = half_width(text).trim().to_lowercase();
    if login.len() < 2 {
        return Err(Rule::TooShort(2));
    }
    if login.len() > 64 {
        return Err(Rule::TooLong(64));
    }
    if login.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')) {
        Ok(login)
    } else {
        Err(Rule::Plain)
    }
}

/// Most characters of the name an account is shown by.
const NAME: u32 = 60;

/// The name an account is shown by, trimmed.
///
/// # Errors
/// [`Rule::Required`] or [`Rule::TooLong`].
pub fn normal_name(text: &str) -> Result<String, Rule> {
    let name = text.trim();
    match name.chars().count() {
        0 => Err(Rule::Required),
        n if n > NAME as usize => Err(Rule::TooLong(NAME)),
        _ => Ok(name.to_owned()),
    }
}

/// An account as administrators see it. No secret is ever in here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The account.
    pub id: AccountId,
    /// The name to sign in with.
    pub login: String,
    /// The name shown.
    pub name: String,
    /// The cadre it belongs to; empty for none.
    #[serde(default)]
    pub person: PersonId,
    /// May not sign in.
    pub disabled: bool,
    /// Locked until then after failures.
    pub locked_until: Moment,
    /// Must choose a new password at the next sign-in.
    pub must_change: bool,
    /// Has a second factor.
    pub second_factor: bool,
    /// Last sign-in; 0 for never.
    pub last_sign_in: Moment,
    /// Roles held, past and future ones included.
    #[serde(default)]
    pub grants: Vec<Grant>,
    /// The units of those roles by name.
    #[serde(default)]
    pub units: BTreeMap<UnitId, String>,
}

/// One's own roles, and to whom they are handed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnRoles {
    /// The roles in force.
    pub own: Vec<Grant>,
    /// Those handed on, each with the substitute's name.
    pub given: Vec<(Grant, String)>,
    /// Their units by name.
    pub units: BTreeMap<UnitId, String>,
}

/// Whether an account's password is set anew only with another administrator's consent: it
/// has more than its own record to lose.
#[must_use]
pub fn guarded(grants: &[Grant], now: Moment) -> bool {
    grants.iter().any(|grant| grant.until >= now && grant.role != Role::Cadre)
}

/// A new account as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewAccount {
    /// The name to sign in with.
    pub login: String,
    /// The name shown.
    pub name: String,
    /// The cadre it belongs to; empty for none.
    pub person: PersonId,
}

/// One of a person's sessions, as shown to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// A handle to end it by; not the token.
    pub handle: String,
    /// When it began.
    pub began: Moment,
    /// Last request.
    pub seen: Moment,
    /// From which address.
    pub address: String,
    /// With which browser, as it calls itself.
    pub agent: String,
    /// Whether it is the one asking.
    pub current: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_judged_by_length_mixture_and_guessability() {
        let policy = SignInPolicy::default();
        let judge = |password| check_password("zhangwei", password, &policy);
        assert_eq!(judge("Short1!"), Err(Rule::TooShort(10)));
        assert_eq!(judge("alllowercase"), Err(Rule::Mixed));
        assert_eq!(judge("Zhangwei2026!"), Err(Rule::Guessable));
        assert_eq!(judge("Password123!"), Err(Rule::Guessable));
        assert_eq!(judge("Aa1!Aa1!Aa1!"), Err(Rule::Guessable));
        assert_eq!(judge("qiao-Gan-2027-lu"), Ok(()));
        assert_eq!(judge("correct horse battery staple"), Ok(()));
        assert_eq!(judge(&"长".repeat(129)), Err(Rule::TooLong(128)));
    }

    #[test]
    fn strangers_are_slowed_and_only_ones_own_browser_is_locked() {
        let policy = SignInPolicy { lock_after: 3, slow_after: 5, slow_most_seconds: 20, ..SignInPolicy::default() };
        assert_eq!(policy.waits_of_known(), [0, 0, 1800]);
        assert_eq!(policy.waits_of_network(), [0, 0, 2, 4, 8, 16, 20]);
        assert_eq!(policy.waits_of_all(), [0, 0, 0, 0, 2, 4, 8, 16, 20]);
    }

    #[test]
    fn an_initial_password_is_good_for_a_while() {
        let policy = SignInPolicy { initial_hours: 1, ..SignInPolicy::default() };
        let set = Moment(1_000);
        assert!(!policy.is_expired(true, set, Moment(1_000 + 3_600_000)));
        assert!(policy.is_expired(true, set, Moment(1_001 + 3_600_000)));
        assert!(!policy.is_expired(false, set, Moment::FOREVER), "one's own password is none");
        assert!(!policy.is_expired(true, Moment(0), Moment::FOREVER), "of before it was kept when");
    }

    #[test]
    fn logins_have_one_form() {
        assert_eq!(normal_login(" Li.Na "), Ok("li.na".to_owned()));
        assert_eq!(normal_login("ｌｉ０１"), Ok("li01".to_owned()));
        assert_eq!(normal_login("李娜"), Err(Rule::Plain));
        assert_eq!(normal_login("a"), Err(Rule::TooShort(2)));
    }
}
