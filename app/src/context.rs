//! What a server function finds in its request's context, put there by the server.

#[cfg(feature = "ssr")]
mod server_side {
    use std::sync::Arc;

    use domain::Moment;
    use domain::access::Viewer;
    use domain::ports::Answer;
    use leptos::prelude::*;

    use crate::api::ApiError;
    pub use crate::services::Services;

    /// Who asks, and when.
    #[derive(Clone)]
    pub struct Asker {
        /// The viewer, fully signed in; the fault otherwise.
        pub viewer: Result<Viewer, domain::Fault>,
        /// The session, by the hash of its token.
        pub session: String,
        /// The time of the request.
        pub now: Moment,
    }

    /// The secret part of a feed's address by the feed's name: the store knows the name alone.
    #[derive(Clone)]
    pub struct FeedTokens(pub Arc<dyn Fn(&str) -> String + Send + Sync>);

    /// The secret part of the address of the feed of that name; empty where there is none.
    #[must_use]
    pub fn feed_token(name: &str) -> String {
        let tokens = use_context::<FeedTokens>().filter(|_| !name.is_empty());
        tokens.map(|tokens| (tokens.0)(name)).unwrap_or_default()
    }

    /// The origin that bought course packages run on, for this request; empty where none is set
    /// up for them.
    #[derive(Clone)]
    pub struct PackagesOrigin(pub String);

    /// The origin that bought course packages run on; empty where none is set up for them.
    #[must_use]
    pub fn packages() -> String {
        use_context::<PackagesOrigin>().map(|origin| origin.0).unwrap_or_default()
    }

    /// Whether the store is a demonstration.
    #[derive(Clone, Copy, Default)]
    pub struct Demonstration(pub bool);

    /// The services, the viewer and the time of this request.
    ///
    /// # Errors
    /// When nobody is fully signed in.
    pub fn ask() -> Result<(Arc<Services>, Viewer, Moment), ApiError> {
        let asker = use_context::<Asker>().ok_or(ApiError(domain::Fault::Internal))?;
        let services = use_context::<Arc<Services>>().ok_or(ApiError(domain::Fault::Internal))?;
        match asker.viewer {
            Ok(viewer) => Ok((services, viewer, asker.now)),
            Err(fault) => Err(say(fault)),
        }
    }

    /// The session of this request.
    #[must_use]
    pub fn session() -> String {
        use_context::<Asker>().map(|asker| asker.session).unwrap_or_default()
    }

    /// A port's answer as a server function's, with its HTTP status.
    pub fn answer<T>(answer: Answer<T>) -> Result<T, ApiError> {
        answer.map_err(say)
    }

    /// A fault as a server function's error, with its HTTP status.
    pub fn say(fault: impl Into<domain::Fault>) -> ApiError {
        ApiError::from(fault.into())
    }
}

#[cfg(feature = "ssr")]
pub use server_side::{
    Asker, Demonstration, FeedTokens, PackagesOrigin, Services, answer, ask, feed_token, packages, say, session,
};
