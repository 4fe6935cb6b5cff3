//! The server as a client sees it.

mod access;
mod auth;
mod ballots;
mod client;
mod courses;
mod evidence;
mod files;
mod materials;
mod outage;
mod pages;
mod record;
mod rounds;
mod secrecy;
