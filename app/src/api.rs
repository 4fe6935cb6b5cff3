//! Server functions. Each is a public address, so each begins with [`context::ask`],
//! which knows who asks, and hands that to a port, which keeps to their scope.
//!
//! Arguments are what a form sends, as text; [`read`] turns them into the domain's
//! types and names the field where that fails.
//!
//! [`context::ask`]: crate::context

use domain::Fault;
use leptos::prelude::*;
use leptos::server_fn::codec::JsonEncoding;
use serde::{Deserialize, Serialize};

/// A fault on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApiError(pub Fault);

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for ApiError {}

impl From<Fault> for ApiError {
    /// With its HTTP status, where the answer of a request is being made.
    fn from(fault: Fault) -> Self {
        #[cfg(feature = "ssr")]
        crate::status::note(&fault);
        Self(fault)
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        #[cfg(feature = "ssr")]
        if matches!(
            error,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_)
        ) {
            tracing::debug!(%error, "arguments that can't be read");
            return Self::from(Fault::Malformed);
        }
        #[cfg(not(feature = "ssr"))]
        let _ = error;
        Self(Fault::Transport)
    }
}

/// The answer of a server function.
pub type ApiResult<T> = Result<T, ApiError>;

pub use domain::form::Fields;

#[cfg(feature = "ssr")]
pub(crate) mod read {
    //! Form fields as the domain's types.

    pub(crate) use crate::components::form::keyed;

    use domain::Fault;
    use domain::code::Code;
    pub(crate) use domain::form::{Reader, by_id};
    pub(crate) use domain::procedure::read as act;

    /// An identifier of the address or a hidden field: what can't be one names nothing.
    pub(crate) fn known<T: From<String>>(id: String) -> Result<T, Fault> {
        if domain::is_id(&id) { Ok(id.into()) } else { Err(Fault::NotFound) }
    }

    /// Fields that there is one of for each of many things: (id, value). See [`keyed`].
    pub(crate) type Keyed = std::collections::BTreeMap<String, String>;

    /// The codes of a table that were ticked.
    pub(crate) fn chosen<C: Code>(fields: Keyed) -> Result<Vec<C>, Fault> {
        by_id(fields).map(|(code, _)| C::find(&code).ok_or(Fault::Malformed)).collect()
    }

    /// The version that the form was drawn with: a hidden field, so nobody types it.
    pub(crate) fn version_of(text: &str) -> Result<u32, Fault> {
        let mut read = Reader::default();
        let version = read.version(text);
        read.done().map(|()| version)
    }
}

/// The address and method of every server function in this program.
#[cfg(feature = "ssr")]
pub fn paths() -> impl Iterator<Item = (&'static str, String)> {
    leptos::server_fn::axum::server_fn_paths().map(|(path, method)| (path, method.to_string()))
}
