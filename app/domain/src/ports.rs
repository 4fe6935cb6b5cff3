//! What the screens need of the world is said by each feature in its `port` module, a trait for each
//! noun, in the words of the people who use it. The store implements these; a server function
//! authorises nothing itself beyond knowing who asks, because every port method takes the
//! [`Viewer`](crate::access::Viewer) and keeps to that viewer's scope. Settings that hold from a day on
//! have one trait for all kinds, [`Versioning`](crate::versioned::Versioning).

use crate::Fault;

/// The answer of a port.
pub type Answer<T> = Result<T, Fault>;
