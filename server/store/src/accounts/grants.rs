//! Roles: who holds which, where and until when; giving, ending and handing them on.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::access::{Grant, Permission, Viewer, compatible, effective};
use domain::account::News;
use domain::account::port::Roles;
use domain::account::{self, normal_login};
use domain::code::{Code, Role};
use domain::fault::Milestone;
use domain::notice::address;
use domain::ports::Answer;
use domain::{AccountId, Day, Fault, GrantId, Moment, PersonId, Reason, Rule, UnitId};
use serde::Deserialize;
use surrealdb::types::RecordId;

use crate::audit::{Actor, Note};
use crate::desk::notice_row;
use crate::row::{COLUMNS, tables};
use crate::rows::new_id;
use crate::scope::in_scope;
use crate::{Change, Script, Store, StoreError};

tables! { "grant" by GrantId: Grant }

/// A role in force, and whose.
#[derive(Clone, Debug)]
pub(crate) struct RoleHeld {
    pub(crate) account: AccountId,
    pub(crate) name: String,
    /// Their record; empty for an account of nobody.
    pub(crate) person: PersonId,
    pub(crate) role: Role,
    pub(crate) path: String,
}

impl RoleHeld {
    /// Where their notices go.
    pub(crate) fn address(&self) -> PersonId {
        address(&self.account, &self.person)
    }
}

impl Store {
    /// Gives a role without asking whether the giver may: for the command line too. Who gets it
    /// is told, unless it is the system itself that gives it.
    ///
    /// # Errors
    /// `gq:held` when the account holds it in that time already; when the store fails.
    pub async fn add_grant(&self, actor: Actor, grant: &Grant, now: Moment) -> Result<(), StoreError> {
        let unit = self.unit_names(std::iter::once(&grant.unit)).await?.remove(&grant.unit).unwrap_or_default();
        let (role, until, by) = (grant.role, grant.until, actor.name.clone());
        let told = !by.is_empty();
        let body = if grant.delegated_from.as_str().is_empty() {
            News::RoleGiven { role, unit, until, by }
        } else {
            News::RoleDelegated { role, unit, until, by }
        };
        let row = self.sign_in_row_of(&grant.account).await?;
        let to = row.map(|row| address(&row.id, &row.person)).filter(|_| told);
        let notices: Vec<_> = to.iter().map(|to| notice_row(to, &body, now)).collect();
        let note =
            Note::of(actor, now).creates("grant", grant.account.as_str(), &grant.path).because(grant.role.code());
        // The turn makes two givings at once meet, so that the second sees the first.
        let script = Script::new(
            "LET $same = (SELECT VALUE id FROM grant WHERE account = $grant.account AND role = $grant.role
                AND unit = $grant.unit AND delegated_from = $grant.delegated_from
                AND `until` >= $begins AND `from` <= $ends);
             IF array::len($same) > 0 { THROW 'gq:held' };
             UPDATE type::record('account', $grant.account) SET turn += 1 RETURN NONE;
             CREATE type::record('grant', $id) CONTENT $grant RETURN NONE;
             IF array::len($notices) > 0 { INSERT INTO notice $notices RETURN NONE };",
        )
        .bind("id", grant.id.as_str())
        .bind("grant", crate::rows::content(grant))
        .bind("begins", grant.from.0)
        .bind("ends", grant.until.0)
        .bind("notices", notices)
        .note(&note, "NONE", "$grant");
        self.write(Change::Access("grant.create"), script).await?;
        Ok(())
    }

    pub(crate) async fn grants_of(&self, account: &AccountId) -> Result<Vec<Grant>, StoreError> {
        self.rows_where("account = $account", Script::bound("account", account.as_str())).await
    }

    /// The grants that delegations among these stand on, of those whose holder may still sign in.
    pub(crate) async fn origins_of(&self, grants: &[Grant], now: Moment) -> Result<Vec<Grant>, StoreError> {
        let origins: Vec<RecordId> = grants
            .iter()
            .filter(|grant| grant.until >= now && !grant.delegated_from.as_str().is_empty())
            .map(|grant| RecordId::new("grant", grant.delegated_from.as_str()))
            .collect();
        if origins.is_empty() {
            return Ok(Vec::new());
        }
        let enabled = "$origins WHERE (type::record('account', account).disabled ?? false) = false";
        self.rows_from(enabled, Script::bound("origins", origins)).await
    }

    /// Who somebody is now, without a session: for what acts on their behalf. Nothing for an
    /// account that can't sign in.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn viewer_of(&self, account: &AccountId, now: Moment) -> Result<Option<Viewer>, StoreError> {
        let Some(row) = self.sign_in_row_of(account).await?.filter(|row| !row.disabled) else { return Ok(None) };
        let grants = self.grants_of(account).await?;
        let origins = self.origins_of(&grants, now).await?;
        Ok(Some(Viewer {
            account: row.id,
            name: row.name,
            person: row.person,
            grants: effective(&grants, &origins, now),
            request: String::new(),
        }))
    }

    /// Who holds one of these roles now: nobody who can't sign in, and no substitute of somebody
    /// who does not hold it any more.
    pub(crate) async fn roles_held(&self, roles: &[Role], now: Moment) -> Result<Vec<RoleHeld>, StoreError> {
        #[derive(Deserialize)]
        struct Row {
            #[serde(flatten)]
            grant: Grant,
            holder_name: Option<String>,
            holder_person: Option<PersonId>,
        }
        let codes: Vec<String> = roles.iter().map(|role| role.code().to_owned()).collect();
        let rows: Vec<Row> = self
            .rows(
                Script::new(&format!(
                    "SELECT {COLUMNS}, type::record('account', account).name AS holder_name,
                        type::record('account', account).person AS holder_person FROM grant
                        WHERE role IN $roles AND `until` >= $now
                        AND (type::record('account', account).disabled ?? false) = false"
                ))
                .bind("roles", codes)
                .bind("now", now.0),
            )
            .await?;
        let grants: Vec<Grant> = rows.iter().map(|row| row.grant.clone()).collect();
        let origins = self.origins_of(&grants, now).await?;
        let in_force = effective(&grants, &origins, now);
        Ok(rows
            .into_iter()
            .filter(|row| in_force.iter().any(|grant| grant.id == row.grant.id))
            .map(|row| RoleHeld {
                account: row.grant.account,
                name: row.holder_name.unwrap_or_default(),
                person: row.holder_person.unwrap_or_default(),
                role: row.grant.role,
                path: row.grant.path,
            })
            .collect())
    }

    /// The path of a unit, if there is such a unit.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn path_of_unit(&self, unit: &UnitId) -> Result<Option<String>, StoreError> {
        self.row(Script::new("SELECT VALUE path FROM type::record('unit', $id)").bind("id", unit.as_str())).await
    }

    /// Whether an account may hold a role beside those it holds.
    /// Whether an account may hold a role beside those it has (separation of duties).
    ///
    /// # Errors
    /// [`account::Refusal::SeparationOfDuties`] where it may not.
    pub async fn may_hold(&self, account: &AccountId, role: Role, now: Moment) -> Answer<()> {
        let held = self.grants_of(account).await?;
        if held.iter().any(|grant| grant.until >= now && !compatible(grant.role, role)) {
            return Err(account::Refusal::SeparationOfDuties.into());
        }
        Ok(())
    }
}

#[async_trait]
impl Roles for Store {
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
        viewer.require(Permission::GRANT_EDIT)?;
        if viewer.account == *account {
            return Err(Fault::Refused(Reason::OwnAccount));
        }
        let path = self.path_of_unit(unit).await?.ok_or_else(|| Fault::field("unit", Rule::Unknown))?;
        viewer.require_at(Permission::GRANT_EDIT, &path)?;
        if until < from || Moment::end_of(until) < now {
            return Err(Fault::field("until", Rule::not_before(Milestone::First, from.max(now.day()))));
        }
        self.sign_in_row_of(account).await?.ok_or(Fault::NotFound)?;
        self.may_hold(account, role, now).await?;
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
        let known: Option<Grant> = self.find(grant).await?;
        let known = known.ok_or(Fault::NotFound)?;
        // The security administrator ends any role; a delegator ends what they delegated.
        let delegator = !known.delegated_from.as_str().is_empty()
            && self.grants_of(&viewer.account).await?.iter().any(|own| own.id == known.delegated_from);
        if !delegator {
            viewer.require(Permission::GRANT_EDIT)?;
            viewer.require_at(Permission::GRANT_EDIT, &known.path)?;
            if viewer.account == known.account {
                return Err(Fault::Refused(Reason::OwnAccount));
            }
        }
        let note = Note::of(viewer, now).ends("grant", known.account.as_str(), &known.path).because(known.role.code());
        let script = Script::new("UPDATE type::record('grant', $id) SET `until` = $now RETURN NONE;")
            .bind("id", grant.as_str())
            .bind("now", now.0 - 1)
            .json("was", &known)
            .note(&note, "$was", "NONE");
        self.write(Change::Access("grant.revoke"), script).await?;
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
        if own.role.administers() {
            return Err(account::Refusal::NotHandedOn.into());
        }
        let login = normal_login(to).map_err(|rule| Fault::field("to", rule))?;
        let substitute = self.sign_in_row(&login).await?.filter(|row| !row.disabled);
        let substitute = substitute.ok_or_else(|| Fault::field("to", Rule::NoSuch))?;
        if substitute.id == viewer.account {
            return Err(Fault::Refused(Reason::OwnAccount));
        }
        if until < from || Moment::end_of(until) < now {
            return Err(Fault::field("until", Rule::not_before(Milestone::First, from.max(now.day()))));
        }
        self.may_hold(&substitute.id, own.role, now).await?;
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
                .rows_where(
                    "delegated_from = $id AND `until` >= $now",
                    Script::bound("id", own.id.as_str()).bind("now", now.0),
                )
                .await?;
            for grant in given {
                let name = self.sign_in_row_of(&grant.account).await?.map(|row| row.name).unwrap_or_default();
                all.push((grant, name));
            }
        }
        Ok(all)
    }

    async fn units_of(&self, viewer: &Viewer) -> Answer<BTreeMap<UnitId, String>> {
        let units = viewer.grants.iter().map(|grant| &grant.unit);
        Ok(self.unit_names(units).await?.into_iter().collect())
    }

    async fn units_to_grant(&self, viewer: &Viewer) -> Answer<Vec<(UnitId, String)>> {
        #[derive(Deserialize)]
        struct Row {
            id: UnitId,
            short: String,
            path: String,
        }
        let scope = viewer.require(Permission::GRANT_EDIT)?;
        let (inside, script) = in_scope("path", &scope, Script::default());
        let script = script.then(&format!(
            "SELECT * FROM (SELECT record::id(id) AS id, short, path FROM unit WHERE {inside} AND active) ORDER BY path"
        ));
        let rows: Vec<Row> = self.rows(script).await?;
        let top = rows.iter().map(|row| row.path.matches('/').count()).min().unwrap_or(0);
        let indented = |row: Row| {
            let depth = row.path.matches('/').count() - top;
            (row.id, format!("{}{}", "　".repeat(depth), row.short))
        };
        Ok(rows.into_iter().map(indented).collect())
    }
}
