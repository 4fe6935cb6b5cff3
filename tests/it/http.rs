//! The server as a client sees it.

mod access;
mod administrators;
mod auth;
mod ballots;
mod cases;
mod client;
mod courses;
mod evidence;
mod files;
mod forms;
mod functions;
mod guard;
mod holders;
mod materials;
mod outage;
mod pages;
mod record;
mod refusals;
mod rounds;
mod secrecy;
mod unreadable;
