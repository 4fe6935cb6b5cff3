//! Accounts from the terminal: the first ones, and a way back in.

use clap::Subcommand;
use domain::access::Grant;
use domain::account::{NewAccount, normal_login, normal_name};
use domain::code::{Code, Role};
use domain::{Day, GrantId, Moment};
use serde::{Deserialize, Serialize};
use store::Store;

use super::code::code;
use super::operator::actor;
use super::outcome::Failure;
use crate::{auth, now};

#[derive(Clone, Debug, Subcommand, Serialize, Deserialize)]
pub(crate) enum Command {
    /// Create an account; prints its initial password once.
    Create {
        /// The name to sign in with.
        login: String,
        /// The name shown.
        #[arg(long)]
        name: String,
        /// The cadre it belongs to.
        #[arg(long, default_value = "")]
        person: String,
    },
    /// Give an account a role over a unit and those below.
    Grant {
        /// The account.
        login: String,
        /// The role, such as org-hr or system-admin.
        #[arg(long)]
        role: String,
        /// The unit's id.
        #[arg(long)]
        unit: String,
        /// Last day; without it there is no end.
        #[arg(long)]
        until: Option<Day>,
    },
    /// Set a new initial password; prints it once and ends the sessions.
    Reset {
        /// The account.
        login: String,
        /// Also turn the second factor off, for a lost phone or a lost key.
        #[arg(long)]
        second_factor: bool,
    },
}

/// Does it, and gives what is to be printed.
pub(crate) async fn run(store: &Store, command: Command) -> Result<String, Failure> {
    match command {
        Command::Create { login, name, person } => {
            let login = normal_login(&login).map_err(|rule| format!("login: {rule:?}"))?;
            let name = normal_name(&name).map_err(|rule| format!("name: {rule:?}"))?;
            let password = store::initial_password();
            let draft = NewAccount { login: login.clone(), name, person: person.into() };
            match store.add_account(actor(), &draft, &auth::hash_password(&password), true, now()).await {
                Ok(id) => Ok(format!("account {login} id {id}\ninitial password {password}")),
                Err(store::StoreError::Taken(index)) if index == "account_holder" => {
                    Err(format!("{} has an account already", draft.person).into())
                }
                Err(store::StoreError::Taken(_)) => Err(format!("there is an account {login} already").into()),
                Err(error) => Err(error.into()),
            }
        }
        Command::Grant { login, role, unit, until } => {
            let row = find(store, &login).await?;
            let role: Role = code(&role, "role")?;
            let unit = domain::UnitId(unit);
            let path = store.path_of_unit(&unit).await?.ok_or_else(|| format!("no unit {unit}"))?;
            store
                .may_hold(&row.id, role, now())
                .await
                .map_err(|_| format!("{login} holds a role that {} may not be held beside", role.code()))?;
            let grant = Grant {
                id: GrantId(auth::new_token()[..20].replace(['-', '_'], "x")),
                account: row.id,
                role,
                unit,
                path,
                from: now(),
                until: until.map_or(Moment::FOREVER, Moment::end_of),
                delegated_from: GrantId::default(),
            };
            store.add_grant(actor(), &grant, now()).await?;
            Ok("granted".to_owned())
        }
        Command::Reset { login, second_factor } => {
            let row = find(store, &login).await?;
            let password = store::initial_password();
            let mut said = String::new();
            if second_factor {
                store.set_totp(actor(), &row.id, "", 0, Vec::new(), "", now()).await?;
                said.push_str("second factor off\n");
            }
            store.set_password(actor(), &row.id, &auth::hash_password(&password), true, "", now()).await?;
            Ok(format!("{said}initial password {password}"))
        }
    }
}

async fn find(store: &Store, login: &str) -> Result<store::SignInRow, Failure> {
    Ok(store.sign_in_row(login).await?.ok_or_else(|| format!("no account {login}"))?)
}
