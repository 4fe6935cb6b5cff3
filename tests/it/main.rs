//! Tests that cross crates, in one binary: the store against the real engine, the HTTP
//! server as a client sees it, and the order of the sources.

mod circles;
mod house;
mod http;
mod store;
