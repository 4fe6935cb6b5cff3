//! Tests that cross crates, in one binary: the store against the real engine, the HTTP
//! server as a client sees it.

mod http;
mod store;
