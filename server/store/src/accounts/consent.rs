//! What takes two administrators, see [`domain::consent`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::account::News;
use domain::account::{self, NewAccount};
use domain::code::{PersonState, Role};
use domain::consent::port::Consents;
use domain::consent::{Asked, Consent, ConsentRow, ConsentState, MOST_PEOPLE, Opening, Slip};
use domain::notice::address;
use domain::page::{Page, Window};
use domain::ports::Answer;
use domain::search::normal_query;
use domain::{AccountId, ConsentId, Fault, Moment, PersonId, Reason, Rule, UnitId};
use futures::{StreamExt, TryStreamExt};
use serde::Deserialize;
use serde_json::Value;
use surrealdb::types::RecordId;

use super::{account_script, hash, initial_password};
use crate::audit::{Actor, Note};
use crate::desk::notice_row;
use crate::keys::spelled;
use crate::mirror::{Mirrored, Whom};
use crate::row::tables;
use crate::rows::{content, new_id};
use crate::sign_in::password_script;
use crate::{Change, Script, Store, StoreError};

tables! { "consent" by ConsentId: Consent }

/// For how many days a request is shown after it was made.
const SHOWN_DAYS: i64 = 90;

/// Somebody as a request knows them.
#[derive(Deserialize)]
struct Found {
    id: PersonId,
    name: String,
    unit: UnitId,
    path: String,
}

impl Store {
    /// The people of a request as they are now.
    async fn found(&self, people: impl Iterator<Item = &PersonId>) -> Result<Vec<Found>, StoreError> {
        let records: Vec<RecordId> = people.map(|id| RecordId::new("person", id.as_str())).collect();
        self.rows(
            Script::default()
                .json("active", &PersonState::Active)
                .then("SELECT record::id(id) AS id, name, unit, path FROM $records WHERE state = $active")
                .bind("records", records),
        )
        .await
    }

    /// Who has an account.
    async fn account_holders(&self) -> Result<BTreeSet<PersonId>, StoreError> {
        let people: Vec<PersonId> =
            self.rows(Script::new("SELECT VALUE person FROM account WHERE person != ''")).await?;
        Ok(people.into_iter().collect())
    }

    /// Where an account's holder is told; nothing for an account that is gone.
    async fn address_of(&self, account: &AccountId) -> Result<Option<PersonId>, StoreError> {
        Ok(self.sign_in_row_of(account).await?.map(|row| address(&row.id, &row.person)))
    }

    async fn tell_roles(
        &self,
        roles: &[Role],
        but: &AccountId,
        body: &News,
        now: Moment,
    ) -> Result<Vec<Value>, StoreError> {
        let mut to: Vec<PersonId> = self
            .roles_held(roles, now)
            .await?
            .into_iter()
            .filter(|one| one.account != *but)
            .map(|one| one.address())
            .collect();
        to.sort();
        to.dedup();
        Ok(to.iter().map(|to| notice_row(to, body, now)).collect())
    }

    /// Writes a request, new or changed, with what belongs to it.
    async fn write_consent(
        &self,
        viewer: &Viewer,
        next: &Consent,
        notices: Vec<Value>,
        more: Script,
        now: Moment,
    ) -> Result<(), StoreError> {
        use domain::code::Code;
        let note =
            Note::of(viewer, now).saves(next.version != 1, "consent", next.id.as_str(), "").because(next.state.code());
        let script = more
            .seen("consent", next.id.as_str(), next.version.saturating_sub(1))
            .then(
                "UPSERT $seen_consent CONTENT $next RETURN NONE;
                 IF array::len($notices) > 0 { INSERT INTO notice $notices RETURN NONE };",
            )
            .bind("next", content(next))
            .bind("notices", notices)
            .json("asked", &next.asked)
            .note(&note, "NONE", "{ asked: $asked }");
        self.write(Change::Access("account.consent"), script).await?;
        Ok(())
    }

    async fn ask(&self, viewer: &Viewer, asked: Asked, given: bool, now: Moment) -> Answer<()> {
        let consent = Consent {
            id: ConsentId(new_id(now)),
            by: (viewer.account.clone(), viewer.name.clone()),
            at: now,
            until: now.plus_seconds(i64::from(self.consent_days) * 86_400),
            state: if given { ConsentState::Given } else { ConsentState::Waiting },
            answered: if given { (viewer.account.clone(), viewer.name.clone()) } else { Default::default() },
            answered_at: if given { now } else { Moment(0) },
            version: 1,
            asked,
        };
        let notices = if given {
            let body = News::ConsentAnswered { by: viewer.name.clone(), given: true };
            self.tell_roles(&[Role::SystemAdmin], &viewer.account, &body, now).await?
        } else {
            let target = match consent.account() {
                Some(account) => self.grants_of(account).await?,
                None => Vec::new(),
            };
            let itself = target.iter().any(|grant| grant.until >= now && grant.role == Role::SecurityAdmin);
            let roles: &[Role] = if itself { &[Role::SecurityAdmin, Role::AuditAdmin] } else { &[Role::SecurityAdmin] };
            let body = News::ConsentAsked { by: viewer.name.clone() };
            self.tell_roles(roles, &viewer.account, &body, now).await?
        };
        Ok(self.write_consent(viewer, &consent, notices, Script::default(), now).await?)
    }

    /// Carries out what was consented to: opens the accounts, or sets the password. The first
    /// passwords are told this once.
    ///
    /// # Errors
    /// [`Fault::Forbidden`] unless it may be carried out by the viewer now; a fault of a field or
    /// a refusal when somebody has an account meanwhile.
    pub async fn carry_out(&self, viewer: &Viewer, id: &ConsentId, version: u32, now: Moment) -> Answer<Vec<Slip>> {
        viewer.require(Permission::ACCOUNT_EDIT)?;
        let consent = self.get::<Consent>(id).await?;
        if consent.version != version {
            return Err(Fault::Refused(Reason::Stale));
        }
        if !consent.may_carry_out(viewer, now) {
            return Err(Fault::Refused(Reason::WrongState));
        }
        let next = Consent { state: ConsentState::Done, version: version + 1, ..consent.clone() };
        let actor: Actor = viewer.into();
        match &consent.asked {
            Asked::Open { people } => self.open_accounts(viewer, people, &next, now).await,
            Asked::Reset { account, factor, .. } => {
                let row = self.sign_in_row_of(account).await?.ok_or(Fault::NotFound)?;
                let password = initial_password();
                let hashed = hash(password.clone()).await?;
                let script = password_script(Script::default(), &actor, &row, (&hashed, true, *factor), "", now);
                let to = self.address_of(&consent.by.0).await?.filter(|_| consent.by.0 != viewer.account);
                let body = News::ConsentAnswered { by: viewer.name.clone(), given: true };
                let notices = to.iter().map(|to| notice_row(to, &body, now)).collect();
                self.write_consent(viewer, &next, notices, script, now).await?;
                Ok(vec![Slip { name: row.name, unit_name: String::new(), login: row.login, password }])
            }
        }
    }

    async fn open_accounts(
        &self,
        viewer: &Viewer,
        people: &[Opening],
        next: &Consent,
        now: Moment,
    ) -> Answer<Vec<Slip>> {
        let scope = viewer.require(Permission::ACCOUNT_EDIT)?;
        let held = self.account_holders().await?;
        let asked: Vec<&PersonId> = people.iter().map(|one| &one.person).collect();
        let found = self.found(asked.into_iter()).await?;
        let found: Vec<Found> =
            found.into_iter().filter(|one| scope.holds(&one.path) && !held.contains(&one.id)).collect();
        if found.is_empty() {
            return Err(account::Refusal::HasAccount.into());
        }
        let units: Vec<&UnitId> = found.iter().map(|one| &one.unit).collect();
        let names = self.unit_names(units.into_iter()).await?;
        let mut logins: BTreeSet<String> =
            self.rows::<String>(Script::new("SELECT VALUE login FROM account")).await?.into_iter().collect();
        let mut slips = Vec::with_capacity(found.len());
        for one in &found {
            let login = free_login(&one.name, &logins);
            logins.insert(login.clone());
            slips.push(Slip {
                name: one.name.clone(),
                unit_name: names.get(&one.unit).cloned().unwrap_or_default(),
                login,
                password: initial_password(),
            });
        }
        // A few at a time: each takes memory on purpose.
        let hashes: Vec<String> =
            futures::stream::iter(slips.iter().map(|slip| hash(slip.password.clone())).collect::<Vec<_>>())
                .buffered(2)
                .try_collect()
                .await?;
        let mut script = Script::default();
        for ((one, slip), hashed) in found.iter().zip(&slips).zip(&hashes) {
            let draft = NewAccount { login: slip.login.clone(), name: one.name.clone(), person: one.id.clone() };
            script = account_script(script, &viewer.into(), &AccountId(new_id(now)), &draft, (hashed, true), now);
        }
        match self.write_consent(viewer, next, Vec::new(), script, now).await {
            Ok(()) => Ok(slips),
            Err(StoreError::Taken(_)) => Err(account::Refusal::HasAccount.into()),
            Err(error) => Err(error.into()),
        }
    }
}

/// A login for a name that is free: its reading, with a number where somebody has it.
fn free_login(name: &str, taken: &BTreeSet<String>) -> String {
    let key = crate::search_key(name);
    let reading: String =
        key.split(' ').nth(1).unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    let base = if reading.len() < 2 { "cadre".to_owned() } else { reading };
    (1..)
        .map(|n| if n == 1 { base.clone() } else { format!("{base}{n}") })
        .find(|login| !taken.contains(login))
        .unwrap_or(base)
}

#[async_trait]
impl Consents for Store {
    async fn consents(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<ConsentRow>> {
        let all = viewer.may(Permission::ACCOUNT_VIEW);
        if !all {
            viewer.require(Permission::PERSON_EDIT)?;
        }
        let rows: Vec<Consent> =
            self.rows_where("at >= $from", Script::bound("from", now.plus_seconds(-SHOWN_DAYS * 86_400).0)).await?;
        let mut shown = Vec::new();
        for consent in rows {
            if !all && consent.by.0 != viewer.account {
                continue;
            }
            let target = match consent.account() {
                Some(account) => self.grants_of(account).await?,
                None => Vec::new(),
            };
            shown.push(ConsentRow {
                answer: consent.may_answer(viewer, &target, now),
                carry_out: consent.may_carry_out(viewer, now),
                consent,
            });
        }
        shown.sort_by_key(|row| (!(row.answer || row.carry_out), std::cmp::Reverse(row.consent.at)));
        Ok(shown)
    }

    async fn without_account(&self, viewer: &Viewer, q: &str, window: &Window) -> Answer<Page<Opening>> {
        let scope = opening_scope(viewer)?;
        let held = self.account_holders().await?;
        let q = normal_query(q);
        let mut found: Vec<Found> = self
            .mirrored(|world| {
                let found = |one: &Arc<Mirrored>| Found {
                    id: one.row.id.clone(),
                    name: one.row.name.clone(),
                    unit: one.row.unit.clone(),
                    path: one.path.to_string(),
                };
                world.people.all(&Whom { q: &q, ..Whom::serving(&scope) }).map(found).collect()
            })
            .await?;
        found.retain(|one| !held.contains(&one.id) && !viewer.owns(&one.id));
        found.sort_by_cached_key(|one| (one.path.clone(), spelled(&one.name), one.name.clone(), one.id.clone()));
        let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let page: Vec<Found> = found.into_iter().skip(window.offset() as usize).take(window.limit() as usize).collect();
        let names = self.unit_names(page.iter().map(|one| &one.unit)).await?;
        let rows = page
            .into_iter()
            .map(|one| Opening {
                unit_name: names.get(&one.unit).cloned().unwrap_or_default(),
                person: one.id,
                name: one.name,
            })
            .collect();
        Ok(Page::new(rows, total, window))
    }

    async fn ask_openings(&self, viewer: &Viewer, people: &[PersonId], now: Moment) -> Answer<()> {
        let scope = opening_scope(viewer)?;
        if people.is_empty() {
            return Err(Fault::field("people", Rule::Required));
        }
        if people.len() > MOST_PEOPLE {
            return Err(Fault::field("people", Rule::Between(1, MOST_PEOPLE as i64)));
        }
        let found = self.found(people.iter()).await?;
        if found.len() != people.iter().collect::<BTreeSet<_>>().len() {
            return Err(Fault::field("people", Rule::Unknown));
        }
        if !found.iter().all(|one| scope.holds(&one.path)) || found.iter().any(|one| viewer.owns(&one.id)) {
            return Err(Fault::Forbidden);
        }
        let held = self.account_holders().await?;
        if found.iter().any(|one| held.contains(&one.id)) {
            return Err(account::Refusal::HasAccount.into());
        }
        let names = self.unit_names(found.iter().map(|one| &one.unit)).await?;
        let people: BTreeMap<PersonId, Opening> = found
            .into_iter()
            .map(|one| {
                let unit_name = names.get(&one.unit).cloned().unwrap_or_default();
                (one.id.clone(), Opening { person: one.id, name: one.name, unit_name })
            })
            .collect();
        // HR knows the people: with the system administrator, who makes the accounts, they are two.
        let given = !viewer.may(Permission::ACCOUNT_EDIT);
        self.ask(viewer, Asked::Open { people: people.into_values().collect() }, given, now).await
    }

    async fn ask_reset(&self, viewer: &Viewer, account: &AccountId, factor: bool, now: Moment) -> Answer<()> {
        viewer.require(Permission::ACCOUNT_EDIT)?;
        if viewer.account == *account {
            return Err(Fault::Refused(Reason::OwnAccount));
        }
        let row = self.sign_in_row_of(account).await?.ok_or(Fault::NotFound)?;
        let asked = Asked::Reset { account: row.id, login: row.login, name: row.name, factor };
        self.ask(viewer, asked, false, now).await
    }

    async fn answer_consent(
        &self,
        viewer: &Viewer,
        id: &ConsentId,
        version: u32,
        give: bool,
        now: Moment,
    ) -> Answer<()> {
        if !(viewer.may(Permission::GRANT_EDIT) || viewer.is(Role::AuditAdmin)) {
            return Err(Fault::Forbidden);
        }
        let consent = self.get::<Consent>(id).await?;
        if consent.version != version {
            return Err(Fault::Refused(Reason::Stale));
        }
        let target = match consent.account() {
            Some(account) => self.grants_of(account).await?,
            None => Vec::new(),
        };
        if !consent.may_answer(viewer, &target, now) {
            return Err(Fault::Refused(Reason::WrongState));
        }
        if let Asked::Open { people } = &consent.asked {
            let scope = viewer.require(Permission::GRANT_EDIT)?;
            let found = self.found(people.iter().map(|one| &one.person)).await?;
            if !found.iter().all(|one| scope.holds(&one.path)) {
                return Err(Fault::Forbidden);
            }
        }
        let next = Consent {
            state: if give { ConsentState::Given } else { ConsentState::Refused },
            answered: (viewer.account.clone(), viewer.name.clone()),
            answered_at: now,
            version: version + 1,
            ..consent.clone()
        };
        let body = News::ConsentAnswered { by: viewer.name.clone(), given: give };
        let mut notices = self.tell_roles(&[Role::SystemAdmin], &viewer.account, &body, now).await?;
        if !give {
            notices.clear();
        }
        if let Some(to) = self.address_of(&consent.by.0).await?
            && !notices.iter().any(|row| row["person"] == to.as_str())
        {
            notices.push(notice_row(&to, &body, now));
        }
        Ok(self.write_consent(viewer, &next, notices, Script::default(), now).await?)
    }
}

/// The people for whom the viewer may ask for accounts: those whose records they keep, or whose
/// accounts.
fn opening_scope(viewer: &Viewer) -> Answer<domain::access::Scope> {
    if viewer.may(Permission::ACCOUNT_EDIT) {
        viewer.require(Permission::ACCOUNT_EDIT)
    } else {
        viewer.require(Permission::PERSON_EDIT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_the_names_reading_and_free() {
        let taken = BTreeSet::from(["zhangwei".to_owned(), "zhangwei2".to_owned()]);
        assert_eq!(free_login("张伟", &taken), "zhangwei3");
        assert_eq!(free_login("李娜", &taken), "lina");
        assert_eq!(free_login("☆", &taken), "cadre");
    }
}
