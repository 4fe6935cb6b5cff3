//! The server as a client sees it.

mod access;
mod auth;
mod client;
mod files;
mod pages;
mod record;
