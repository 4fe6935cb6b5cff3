//! What surrounds every screen and is known before it: who looks, in which language,
//! and what time it is on the server. It travels with the page, so that the browser
//! starts from the same facts as the server did.

use domain::access::Permission;
use domain::code::{Lang, Role};
use domain::{AccountId, Moment, PersonId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The person signed in, as the frame of a page shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub account: AccountId,
    pub name: String,
    /// Their own record; empty for accounts of nobody.
    pub person: PersonId,
    /// Roles in force.
    pub roles: Vec<Role>,
    /// What those allow somewhere: known where pages are made, and not sent to the browser.
    #[serde(skip)]
    pub permissions: Vec<Permission>,
    /// Whether the rules for everybody are theirs to keep.
    pub over_all: bool,
    /// Unread notices, at most 100.
    pub unread: u32,
}

impl Me {
    /// Whether a permission is held somewhere.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }

    /// Whether it is a cadre with a record of their own.
    #[must_use]
    pub fn is_cadre(&self) -> bool {
        !self.person.as_str().is_empty()
    }
}

/// The facts around a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// Who is signed in.
    pub me: Option<Me>,
    /// In which language.
    pub lang: Lang,
    /// The server's time when it made the page.
    pub now: Moment,
    /// The address of the form that was just carried out, to say so once.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub done: String,
    /// How it ended, where its address does not tell.
    #[serde(skip)]
    pub outcome: String,
    /// The site's own address, for what is copied elsewhere.
    #[serde(skip)]
    pub origin: String,
}

impl Frame {
    /// The frame of this page: from the request on the server, from the page itself in
    /// the browser.
    #[must_use]
    pub fn current() -> Self {
        #[cfg(feature = "ssr")]
        {
            use_context::<Self>().unwrap_or_default()
        }
        #[cfg(not(feature = "ssr"))]
        {
            document()
                .body()
                .and_then(|body| body.get_attribute("data-frame"))
                .and_then(|text| leptos::serde_json::from_str(&text).ok())
                .unwrap_or_default()
        }
    }

    /// The frame as the attribute it travels in.
    #[must_use]
    pub fn attribute(&self) -> String {
        leptos::serde_json::to_string(self).unwrap_or_default()
    }
}

/// The language of this page.
#[must_use]
pub fn lang() -> Lang {
    frame().lang
}

/// The frame of this page. An island has no context of the page around it, so in the
/// browser it is read from the page.
#[must_use]
pub fn frame() -> Frame {
    use_context::<Frame>().unwrap_or_else(Frame::current)
}
