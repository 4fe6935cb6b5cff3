//! Accounts: their sessions, passwords and states. Their roles and what takes two
//! administrators are in the files below.

mod consent;
mod desk;
pub(crate) mod feature;
mod grants;

use async_trait::async_trait;
use domain::access::{Permission, Viewer};
use domain::account::News;
use domain::account::port::Accounts;
use domain::account::{self, Account, NewAccount, SessionView, guarded, normal_login, normal_name};
use domain::consent::Slip;
use domain::notice::address;
use domain::page::{Page, Window};
use domain::ports::Answer;
use domain::{AccountId, Fault, FieldFault, Moment, PersonId, Reason, Rule};
use serde_json::{Value, json};

use crate::audit::{Actor, Note};
use crate::desk::notice_row;
use crate::rows::{json as json_at, new_id, take};
use crate::{Change, Script, Store, StoreError};

/// Everything of an account that may be shown. It waits while some place may not try to sign in.
const SHOWN: &str = "record::id(id) AS id, login, name, person, disabled, must_change,
    (array::max((SELECT VALUE wait_until FROM sign_in_try WHERE account = record::id($parent.id))) ?? 0) AS locked_until,
    (totp_secret != '') AS second_factor, last_sign_in";

impl Store {
    /// Creates an account with a password hash, and tells its person unless the system itself
    /// does it.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the login exists or the person has an account.
    pub async fn add_account(
        &self,
        actor: Actor,
        draft: &NewAccount,
        hash: &str,
        must_change: bool,
        now: Moment,
    ) -> Result<AccountId, StoreError> {
        let id = AccountId(new_id(now));
        let script = account_script(Script::default(), &actor, &id, draft, (hash, must_change), now);
        self.write(Change::Answers("account.create"), script).await?;
        Ok(id)
    }
}

/// Adds the making of an account to a script: the row, the notice to its person, the trail.
fn account_script(
    script: Script,
    actor: &Actor,
    id: &AccountId,
    draft: &NewAccount,
    (hash, must_change): (&str, bool),
    now: Moment,
) -> Script {
    let holder =
        if draft.person.as_str().is_empty() { format!("account:{id}") } else { draft.person.as_str().to_owned() };
    let row = json!({
        "login": draft.login, "name": draft.name, "person": draft.person, "holder": holder, "password": hash,
        "password_at": now, "disabled": false, "must_change": must_change, "failures": 0, "locked_until": 0,
        "totp_secret": "", "totp_step": 0, "recovery": [], "last_sign_in": 0, "turn": 0,
    });
    let body = News::AccountOpened { login: draft.login.clone(), by: actor.name.clone() };
    let told = !actor.name.is_empty() && !draft.person.as_str().is_empty();
    let notices: Vec<Value> = told.then(|| notice_row(&address(id, &draft.person), &body, now)).into_iter().collect();
    let note = Note::of(actor.clone(), now).creates("account", id.as_str(), "");
    let (made, shown, notice) = (format!("made_{id}"), format!("shown_{id}"), format!("notice_{id}"));
    script
        .then(&format!(
            "CREATE type::record('account', '{id}') CONTENT ${made} RETURN NONE;
             IF array::len(${notice}) > 0 {{ INSERT INTO notice ${notice} RETURN NONE }};"
        ))
        .bind(&made, row)
        .bind(&notice, notices)
        .bind(&shown, json!({ "login": draft.login, "name": draft.name, "person": draft.person }))
        .note(&note, "NONE", &format!("${shown}"))
}

/// A password to be told once: twelve characters that are not mistaken for each other,
/// of three kinds.
#[must_use]
pub fn initial_password() -> String {
    use rand::seq::IndexedRandom;
    let mut rng = rand::rng();
    let mut pick = |from: &str, n: usize| -> String {
        let all: Vec<char> = from.chars().collect();
        (0..n).filter_map(|_| all.choose(&mut rng).copied()).collect()
    };
    format!("{}-{}-{}", pick("ABCDEFGHJKMNPQRSTUVWXYZ", 4), pick("abcdefghjkmnpqrstuvwxyz", 4), pick("23456789", 4))
}

/// Hashes a password the way [`domain`] rules demand. Set once by the program, which
/// owns the parameters.
static HASHER: std::sync::OnceLock<fn(&str) -> String> = std::sync::OnceLock::new();

impl Store {
    /// Says how passwords are hashed, once, at start.
    pub fn hash_passwords_with(hasher: fn(&str) -> String) {
        let _ = HASHER.set(hasher);
    }
}

/// One's own sessions, or those of others for whoever guards access.
fn may_see_sessions(viewer: &Viewer, account: &AccountId) -> Answer<()> {
    if viewer.account == *account { Ok(()) } else { viewer.require(Permission::GRANT_EDIT).map(drop) }
}

pub(crate) async fn hash(password: String) -> Answer<String> {
    let hasher = HASHER.get().copied().ok_or(Fault::Internal)?;
    tokio::task::spawn_blocking(move || hasher(&password)).await.map_err(|_| Fault::Internal)
}

#[async_trait]
impl Accounts for Store {
    async fn sessions(&self, viewer: &Viewer, account: &AccountId, current: &str) -> Answer<Vec<SessionView>> {
        may_see_sessions(viewer, account)?;
        let rows: Vec<crate::SessionRow> =
            self.rows_where("account = $account", Script::bound("account", account.as_str())).await?;
        let mut views: Vec<SessionView> = rows
            .into_iter()
            .map(|row| SessionView {
                handle: row.id[..16.min(row.id.len())].to_owned(),
                began: row.began,
                seen: row.seen,
                address: row.address,
                agent: row.agent,
                current: row.id == current,
            })
            .collect();
        views.sort_by_key(|view| (!view.current, std::cmp::Reverse(view.seen)));
        Ok(views)
    }

    async fn end_session(&self, viewer: &Viewer, account: &AccountId, handle: &str, now: Moment) -> Answer<()> {
        may_see_sessions(viewer, account)?;
        let ids: Vec<String> = self
            .rows(
                Script::new("SELECT VALUE record::id(id) FROM session WHERE account = $account")
                    .bind("account", account.as_str()),
            )
            .await?;
        let id = ids.iter().find(|id| handle.len() == 16 && id.starts_with(handle)).ok_or(Fault::NotFound)?;
        self.close_session(id, account, viewer, now).await?;
        Ok(())
    }

    async fn accounts(&self, viewer: &Viewer, q: &str, window: &Window, now: Moment) -> Answer<Page<Account>> {
        viewer.require(Permission::ACCOUNT_VIEW)?;
        let script = Script::new(&format!(
            "SELECT {SHOWN} FROM account WHERE $q = '' OR string::contains(login, $q) OR string::contains(name, $q)
                ORDER BY login LIMIT $limit START $offset;
             SELECT count() AS n FROM account WHERE $q = '' OR string::contains(login, $q) OR string::contains(name, $q)
                GROUP ALL;"
        ))
        .bind("q", q.trim().to_lowercase())
        .bind("limit", i64::from(window.limit()))
        .bind("offset", i64::from(window.offset()));
        let mut results = self.read(script).await?;
        let mut accounts: Vec<Account> = take(&mut results, 0)?;
        let total = json_at(&mut results, 1)?[0]["n"].as_u64().unwrap_or(0);
        for account in &mut accounts {
            account.grants = self.grants_of(&account.id).await?;
            account.grants.retain(|grant| grant.until >= now);
        }
        Ok(Page::new(accounts, u32::try_from(total).unwrap_or(u32::MAX), window))
    }

    async fn account(&self, viewer: &Viewer, id: &AccountId) -> Answer<Account> {
        viewer.require(Permission::ACCOUNT_VIEW)?;
        let account: Option<Account> = self
            .row(Script::new(&format!("SELECT {SHOWN} FROM type::record('account', $id)")).bind("id", id.as_str()))
            .await?;
        let mut account = account.ok_or(Fault::NotFound)?;
        account.grants = self.grants_of(id).await?;
        account.grants.sort_by_key(|grant| std::cmp::Reverse(grant.until));
        let names = self.unit_names(account.grants.iter().map(|grant| &grant.unit)).await?;
        account.units = names.into_iter().collect();
        Ok(account)
    }

    async fn create_account(&self, viewer: &Viewer, draft: &NewAccount, now: Moment) -> Answer<Slip> {
        viewer.require(Permission::ACCOUNT_EDIT)?;
        // To bind an account to a person takes two, see `domain::consent`.
        if !draft.person.as_str().is_empty() {
            return Err(account::Refusal::ConsentNeeded.into());
        }
        let mut faults = Vec::new();
        let login = normal_login(&draft.login).unwrap_or_else(|rule| {
            faults.push(FieldFault { field: "login".to_owned(), rule });
            String::new()
        });
        let name = normal_name(&draft.name).unwrap_or_else(|rule| {
            faults.push(FieldFault { field: "name".to_owned(), rule });
            String::new()
        });
        if !faults.is_empty() {
            return Err(Fault::Invalid(faults));
        }
        let password = initial_password();
        let draft = NewAccount { login, name, person: PersonId::default() };
        match self.add_account(viewer.into(), &draft, &hash(password.clone()).await?, true, now).await {
            Ok(_) => Ok(Slip { name: draft.name, unit_name: String::new(), login: draft.login, password }),
            Err(StoreError::Taken(_)) => Err(Fault::field("login", Rule::Taken)),
            Err(error) => Err(error.into()),
        }
    }

    async fn reset_password(&self, viewer: &Viewer, id: &AccountId, now: Moment) -> Answer<Slip> {
        viewer.require(Permission::ACCOUNT_EDIT)?;
        if viewer.account == *id {
            return Err(Fault::Refused(Reason::OwnAccount));
        }
        let row = self.sign_in_row_of(id).await?.ok_or(Fault::NotFound)?;
        if guarded(&self.grants_of(id).await?, now) {
            return Err(account::Refusal::ConsentNeeded.into());
        }
        let password = initial_password();
        self.set_password(viewer.into(), id, &hash(password.clone()).await?, true, "", now).await?;
        Ok(Slip { name: row.name, unit_name: String::new(), login: row.login, password })
    }

    async fn set_disabled(&self, viewer: &Viewer, id: &AccountId, disabled: bool, now: Moment) -> Answer<()> {
        viewer.require(Permission::ACCOUNT_EDIT)?;
        if viewer.account == *id {
            return Err(Fault::Refused(Reason::OwnAccount));
        }
        let reason = if disabled { "disabled" } else { "enabled" };
        let note = Note::of(viewer, now).updates("account", id.as_str(), "").because(reason);
        let script = Script::new(
            "IF (SELECT VALUE login FROM ONLY type::record('account', $id)) = NONE { THROW 'gq:missing' };
             UPDATE type::record('account', $id) SET disabled = $disabled RETURN NONE;
             LET $open_sessions = (SELECT VALUE id FROM session WHERE account = $id);
             IF $disabled { DELETE $open_sessions RETURN NONE };",
        )
        .bind("id", id.as_str())
        .bind("disabled", disabled)
        .note(&note, "NONE", "NONE");
        self.write(Change::Access("account.disable"), script).await?;
        Ok(())
    }
}

/// A person's account, if they have one.
impl Store {
    /// The account that belongs to a person.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn account_of(&self, person: &PersonId) -> Result<Option<AccountId>, StoreError> {
        self.row(
            Script::new("SELECT VALUE record::id(id) FROM account WHERE person = $person LIMIT 1")
                .bind("person", person.as_str()),
        )
        .await
    }
}
