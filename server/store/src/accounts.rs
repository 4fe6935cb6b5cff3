//! Accounts, roles, delegation, and reading the trail.

use async_trait::async_trait;
use domain::access::{Grant, Permission, Viewer, compatible};
use domain::account::{Account, NewAccount, SessionView, normal_login, normal_name};
use domain::audit::{Action, AuditQuery, AuditReport, AuditRow};
use domain::code::{Code, Role};
use domain::page::{Page, Window};
use domain::ports::{Accounts, Answer};
use domain::{AccountId, Day, Fault, FieldFault, GrantId, Moment, PersonId, Reason, Rule, UnitId};
use serde_json::{Value, json};

use crate::audit::{Actor, Note, row_of};
use crate::rows::{in_scope, json as json_at, new_id, take};
use crate::session::SessionRow;
use crate::{Script, Store, StoreError};

/// Rows of the trail to a page.
const AUDIT_PAGE: usize = 100;

/// Everything of an account that may be shown.
const SHOWN: &str = "record::id(id) AS id, login, name, person, disabled, locked_until, must_change,
    (totp_secret != '') AS second_factor, last_sign_in";

impl Store {
    /// Creates an account with a password hash.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the login exists.
    pub async fn add_account(
        &self,
        actor: Actor,
        draft: &NewAccount,
        hash: &str,
        must_change: bool,
        now: Moment,
    ) -> Result<AccountId, StoreError> {
        let id = AccountId(new_id(now));
        let row = json!({
            "login": draft.login, "name": draft.name, "person": draft.person, "password": hash, "disabled": false,
            "must_change": must_change, "failures": 0, "locked_until": 0, "totp_secret": "", "totp_step": 0,
            "recovery": [], "last_sign_in": 0,
        });
        let note =
            Note { actor, now, action: Action::Create, subject: "account", id: id.as_str(), path: "", reason: "" };
        let script = Script::new("CREATE type::record('account', $id) CONTENT $row RETURN NONE;")
            .bind("id", id.as_str())
            .bind("row", row)
            .bind("shown", json!({ "login": draft.login, "name": draft.name, "person": draft.person }))
            .note(&note, "NONE", "$shown");
        self.write("account.create", script).await?;
        Ok(id)
    }

    /// Gives a role without asking whether the giver may: for the command line.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn add_grant(&self, actor: Actor, grant: &Grant, now: Moment) -> Result<(), StoreError> {
        let note = Note {
            actor,
            now,
            action: Action::Create,
            subject: "grant",
            id: grant.account.as_str(),
            path: &grant.path,
            reason: grant.role.code(),
        };
        let script = Script::new("CREATE type::record('grant', $id) CONTENT $grant RETURN NONE;")
            .bind("id", grant.id.as_str())
            .bind("grant", crate::rows::content(grant))
            .note(&note, "NONE", "$grant");
        self.write("grant.create", script).await?;
        Ok(())
    }

    async fn grants_of(&self, account: &AccountId) -> Result<Vec<Grant>, StoreError> {
        self.rows(
            Script::new("SELECT *, record::id(id) AS id FROM grant WHERE account = $account")
                .bind("account", account.as_str()),
        )
        .await
    }

    /// The path of a unit, if there is such a unit.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn path_of_unit(&self, unit: &UnitId) -> Result<Option<String>, StoreError> {
        self.row(Script::new("SELECT VALUE path FROM type::record('unit', $id)").bind("id", unit.as_str())).await
    }
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
    if viewer.account == *account { Ok(()) } else { viewer.require(Permission::GrantEdit).map(drop) }
}

async fn hash(password: String) -> Answer<String> {
    let hasher = HASHER.get().copied().ok_or(Fault::Internal)?;
    tokio::task::spawn_blocking(move || hasher(&password)).await.map_err(|_| Fault::Internal)
}

#[async_trait]
impl Accounts for Store {
    async fn sessions(&self, viewer: &Viewer, account: &AccountId, current: &str) -> Answer<Vec<SessionView>> {
        may_see_sessions(viewer, account)?;
        let rows: Vec<SessionRow> = self
            .rows(
                Script::new("SELECT *, record::id(id) AS id FROM session WHERE account = $account")
                    .bind("account", account.as_str()),
            )
            .await?;
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

    async fn accounts(&self, viewer: &Viewer, q: &str, window: &Window) -> Answer<Page<Account>> {
        viewer.require(Permission::AccountView)?;
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
        }
        Ok(Page::new(accounts, u32::try_from(total).unwrap_or(u32::MAX), window))
    }

    async fn account(&self, viewer: &Viewer, id: &AccountId) -> Answer<Account> {
        viewer.require(Permission::AccountView)?;
        let account: Option<Account> = self
            .row(Script::new(&format!("SELECT {SHOWN} FROM type::record('account', $id)")).bind("id", id.as_str()))
            .await?;
        let mut account = account.ok_or(Fault::NotFound)?;
        account.grants = self.grants_of(id).await?;
        account.grants.sort_by_key(|grant| std::cmp::Reverse(grant.until));
        Ok(account)
    }

    async fn create_account(&self, viewer: &Viewer, draft: &NewAccount, now: Moment) -> Answer<(AccountId, String)> {
        viewer.require(Permission::AccountEdit)?;
        let mut faults = Vec::new();
        let login = normal_login(&draft.login).unwrap_or_else(|rule| {
            faults.push(FieldFault { field: "login".to_owned(), rule });
            String::new()
        });
        let name = normal_name(&draft.name).unwrap_or_else(|rule| {
            faults.push(FieldFault { field: "name".to_owned(), rule });
            String::new()
        });
        if !draft.person.as_str().is_empty() {
            let known: Option<String> = self
                .row(
                    Script::new("SELECT VALUE name FROM type::record('person', $id)").bind("id", draft.person.as_str()),
                )
                .await?;
            if known.is_none() {
                faults.push(FieldFault { field: "person".to_owned(), rule: Rule::Unknown });
            }
        }
        if !faults.is_empty() {
            return Err(Fault::Invalid(faults));
        }
        let password = initial_password();
        let draft = NewAccount { login, name, person: draft.person.clone() };
        match self.add_account(viewer.into(), &draft, &hash(password.clone()).await?, true, now).await {
            Ok(id) => Ok((id, password)),
            Err(StoreError::Taken(_)) => Err(Fault::field("login", Rule::Taken)),
            Err(error) => Err(error.into()),
        }
    }

    async fn reset_password(&self, viewer: &Viewer, id: &AccountId, now: Moment) -> Answer<String> {
        viewer.require(Permission::AccountEdit)?;
        if viewer.account == *id {
            return Err(Fault::Refused(Reason::OwnAccount));
        }
        self.sign_in_row_of(id).await?.ok_or(Fault::NotFound)?;
        let password = initial_password();
        self.set_password(viewer.into(), id, &hash(password.clone()).await?, true, "", now).await?;
        Ok(password)
    }

    async fn set_disabled(&self, viewer: &Viewer, id: &AccountId, disabled: bool, now: Moment) -> Answer<()> {
        viewer.require(Permission::AccountEdit)?;
        if viewer.account == *id {
            return Err(Fault::Refused(Reason::OwnAccount));
        }
        let reason = if disabled { "disabled" } else { "enabled" };
        let note = Note {
            actor: viewer.into(),
            now,
            action: Action::Update,
            subject: "account",
            id: id.as_str(),
            path: "",
            reason,
        };
        let script = Script::new(
            "IF (SELECT VALUE login FROM ONLY type::record('account', $id)) = NONE { THROW 'gq:missing' };
             UPDATE type::record('account', $id) SET disabled = $disabled RETURN NONE;
             LET $open_sessions = (SELECT VALUE id FROM session WHERE account = $id);
             IF $disabled { DELETE $open_sessions RETURN NONE };",
        )
        .bind("id", id.as_str())
        .bind("disabled", disabled)
        .note(&note, "NONE", "NONE");
        self.write("account.disable", script).await?;
        Ok(())
    }

    async fn grant(
        &self,
        viewer: &Viewer,
        account: &AccountId,
        role: Role,
        unit: &UnitId,
        from: Day,
        until: Day,
        now: Moment,
    ) -> Answer<()> {
        viewer.require(Permission::GrantEdit)?;
        if viewer.account == *account {
            return Err(Fault::Refused(Reason::OwnAccount));
        }
        let path = self.path_of_unit(unit).await?.ok_or_else(|| Fault::field("unit", Rule::Unknown))?;
        if until < from {
            return Err(Fault::field("until", Rule::NotBefore));
        }
        self.sign_in_row_of(account).await?.ok_or(Fault::NotFound)?;
        let held = self.grants_of(account).await?;
        if held.iter().any(|grant| grant.until >= now && !compatible(grant.role, role)) {
            return Err(Fault::Refused(Reason::SeparationOfDuties));
        }
        let grant = Grant {
            id: GrantId(new_id(now)),
            account: account.clone(),
            role,
            unit: unit.clone(),
            path,
            from: Moment::start_of(from),
            until: Moment::end_of(until),
            delegated_from: GrantId::default(),
        };
        Ok(self.add_grant(viewer.into(), &grant, now).await?)
    }

    async fn revoke(&self, viewer: &Viewer, grant: &GrantId, now: Moment) -> Answer<()> {
        let known: Option<Grant> = self
            .row(
                Script::new("SELECT *, record::id(id) AS id FROM type::record('grant', $id)")
                    .bind("id", grant.as_str()),
            )
            .await?;
        let known = known.ok_or(Fault::NotFound)?;
        // The security administrator ends any role; a delegator ends what they delegated.
        let delegator = !known.delegated_from.as_str().is_empty()
            && self.grants_of(&viewer.account).await?.iter().any(|own| own.id == known.delegated_from);
        if !delegator {
            viewer.require(Permission::GrantEdit)?;
            if viewer.account == known.account {
                return Err(Fault::Refused(Reason::OwnAccount));
            }
        }
        let note = Note {
            actor: viewer.into(),
            now,
            action: Action::End,
            subject: "grant",
            id: known.account.as_str(),
            path: &known.path,
            reason: known.role.code(),
        };
        let script = Script::new("UPDATE type::record('grant', $id) SET until = $now RETURN NONE;")
            .bind("id", grant.as_str())
            .bind("now", now.0 - 1)
            .json("was", &known)
            .note(&note, "$was", "NONE");
        self.write("grant.revoke", script).await?;
        Ok(())
    }

    async fn delegate(
        &self,
        viewer: &Viewer,
        grant: &GrantId,
        to: &str,
        from: Day,
        until: Day,
        now: Moment,
    ) -> Answer<()> {
        let own = viewer
            .grants
            .iter()
            .find(|own| own.id == *grant && own.delegated_from.as_str().is_empty())
            .ok_or(Fault::Forbidden)?;
        let login = normal_login(to).map_err(|rule| Fault::field("to", rule))?;
        let substitute = self.sign_in_row(&login).await?.filter(|row| !row.disabled);
        let substitute = substitute.ok_or_else(|| Fault::field("to", Rule::Unknown))?;
        if substitute.id == viewer.account {
            return Err(Fault::Refused(Reason::OwnAccount));
        }
        if until < from || Moment::end_of(until) < now {
            return Err(Fault::field("until", Rule::NotBefore));
        }
        let held = self.grants_of(&substitute.id).await?;
        if held.iter().any(|grant| grant.until >= now && !compatible(grant.role, own.role)) {
            return Err(Fault::Refused(Reason::SeparationOfDuties));
        }
        let delegated = Grant {
            id: GrantId(new_id(now)),
            account: substitute.id,
            from: Moment::start_of(from),
            until: Moment::end_of(until).min(own.until),
            delegated_from: own.id.clone(),
            ..own.clone()
        };
        Ok(self.add_grant(viewer.into(), &delegated, now).await?)
    }

    async fn delegations(&self, viewer: &Viewer, now: Moment) -> Answer<Vec<(Grant, String)>> {
        let mut all = Vec::new();
        for own in viewer.grants.iter().filter(|own| own.delegated_from.as_str().is_empty()) {
            let given: Vec<Grant> = self
                .rows(
                    Script::new(
                        "SELECT *, record::id(id) AS id FROM grant WHERE delegated_from = $id AND until >= $now",
                    )
                    .bind("id", own.id.as_str())
                    .bind("now", now.0),
                )
                .await?;
            for grant in given {
                let name = self.sign_in_row_of(&grant.account).await?.map(|row| row.name).unwrap_or_default();
                all.push((grant, name));
            }
        }
        Ok(all)
    }

    async fn audit(&self, viewer: &Viewer, query: &AuditQuery, now: Moment) -> Answer<Vec<AuditRow>> {
        let scope = viewer.require(Permission::AuditView)?;
        // What happened nowhere in particular (accounts, sign-ins) is for every auditor.
        let (inside, mut script) = in_scope("path", &scope, Script::default());
        let mut conditions = vec![format!("(path = '' OR {inside})")];
        for (name, value) in [("subject", &query.subject), ("subject_id", &query.subject_id), ("actor", &query.actor)] {
            if !value.is_empty() {
                conditions.push(format!("{name} = ${name}"));
                script = script.bind(name, value.as_str());
            }
        }
        let condition = conditions.join(" AND ");
        if query.subject.is_empty() && query.actor.is_empty() {
            return Ok(self.newest_rows(&condition, script, &query.before, now, AUDIT_PAGE).await?);
        }
        // Few rows of many: found by index, sorted here.
        let script = script.bind("prior", query.before.as_str()).then(&format!(
            "SELECT *, record::id(id) AS id FROM audit WHERE {condition} AND ($prior = '' OR record::id(id) < $prior)"
        ));
        let rows: Vec<Value> = self.rows(script).await?;
        let mut rows: Vec<AuditRow> = rows.into_iter().map(row_of).collect::<Result<_, _>>()?;
        rows.sort_by(|a, b| b.id.cmp(&a.id));
        rows.truncate(AUDIT_PAGE);
        Ok(rows)
    }

    async fn verify_audit(&self, viewer: &Viewer) -> Answer<AuditReport> {
        viewer.require(Permission::AuditView)?;
        Ok(self.verify_trail(None).await?)
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
