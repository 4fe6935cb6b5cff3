//! The top unit of the tree, from the terminal: everything else lies below it and is made on the
//! pages, by those who hold a role over it.

use clap::Subcommand;
use domain::UnitId;
use domain::organisation::{self, UnitDraft};
use serde::{Deserialize, Serialize};
use store::Store;

use super::code::code;
use super::operator::actor;
use super::outcome::Failure;
use crate::now;

#[derive(Clone, Debug, Subcommand, Serialize, Deserialize)]
pub(crate) enum Command {
    /// Make the top unit of an empty tree; prints the id that roles are given over.
    Found {
        /// Its full name, such as 云江省.
        name: String,
        /// What it is: a code or its Chinese name, such as region or 地区.
        #[arg(long, default_value = "region")]
        kind: String,
        /// Its level: 01 to 05, or 中央, 省级, 市级, 县级, 乡镇及其他.
        #[arg(long)]
        level: String,
    },
}

/// Does it, and gives what is to be printed.
pub(crate) async fn run(store: &Store, command: Command) -> Result<String, Failure> {
    let Command::Found { name, kind, level } = command;
    let draft = UnitDraft {
        parent: UnitId::default(),
        name,
        short: String::new(),
        kind: code(&kind, "kind")?,
        level: code(&level, "level")?,
        headcount: 0,
        leading_posts: 0,
        members: Vec::new(),
        on: now().day(),
        document: String::new(),
    };
    match store.found_root(actor(), &draft, now()).await {
        Ok(id) => Ok(format!("unit {id}")),
        Err(domain::Fault::Refused(domain::Reason::Organisation(organisation::Refusal::UnitInUse))) => {
            Err("there are units already: others are made on the page of the unit above them".into())
        }
        Err(fault) => Err(fault.to_string().into()),
    }
}
