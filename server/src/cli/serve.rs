//! Serving until told to stop.

use std::io::Write;
use std::net::SocketAddr;
use std::process::{Command, ExitCode};
use std::time::Duration;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::{get, post};
use metrics_exporter_prometheus::PrometheusHandle;
use store::Store;
use tokio::net::TcpListener;

use super::open::{given_up, open, with_open};
use super::outcome::Failure;
use super::stop::{load_demo, stopped};
use crate::config::{Config, HttpConfig};
use crate::http::router;
use crate::http::serve::{Patience, serve as serve_on};
use crate::state::AppState;
use crate::{files, jobs, now, telemetry, watchdog};

/// After a load of more people than that the program begins anew: what the engine took for it would stay in memory.
const MANY: u32 = 10_000;

/// Serves; with `demo` people of demo data in an empty store.
pub(super) async fn serve(mut config: Config, demo: Option<u32>) -> Result<ExitCode, Failure> {
    config.http.check_served()?;
    if config.http.packages_origin.is_none() && config.http.origin.is_some() {
        tracing::warn!("course packages are not served: set http.packages_origin to a host of their own");
    }
    if !config.http.site.join("pkg/ganqiao.js").exists() {
        tracing::warn!(site = %config.http.site.display(), "no front end there: pages work, but without their script");
    }
    // The accounts of a demonstration are everybody's: no one telephone can hold their codes.
    if demo.is_some() {
        config.sign_in.second_factor = domain::account::SecondFactor::Nobody;
    }
    let store = open(&config).await?;
    let loaded = match demo {
        Some(people) => loaded(&store, &config, people).await,
        None => Ok(false),
    };
    match loaded {
        Err(error) => return Err(given_up(&store, error).await),
        Ok(true) if demo > Some(MANY) && config.store.folder().is_some() => return begin_anew(&store).await,
        Ok(_) => {}
    }
    let code = with_open(store, async |store| {
        let marked = marked(store, &config, demo.is_some()).await?;
        listen(store, &config, demo.is_some(), marked).await?;
        Ok(ExitCode::SUCCESS)
    })
    .await?;
    tracing::info!("stopped");
    Ok(code)
}

/// Loads demo data into an empty store. Gives whether it was empty.
async fn loaded(store: &Store, config: &Config, people: u32) -> Result<bool, Failure> {
    if !store.is_empty().await? {
        return Ok(false);
    }
    beyond(config)?;
    let _ = writeln!(std::io::stderr(), "The store is empty: loading the demo data…");
    load_demo(store, people, 1, &config.store.url).await?;
    Ok(true)
}

/// Closes the store and puts the program in its own place, as it was called.
async fn begin_anew(store: &Store) -> Result<ExitCode, Failure> {
    let _ = writeln!(std::io::stderr(), "All is loaded: closing the store, and beginning with what lies in it…");
    tokio::select! {
        closed = store.shut_uncounted() => closed?,
        // What is not in its files yet is in its log.
        () = stopped() => {
            store.abandon();
            return Ok(ExitCode::SUCCESS);
        }
    }
    let mut own = Command::new(std::env::current_exe()?);
    own.args(std::env::args_os().skip(1));
    in_its_place(own)
}

/// Runs a program in the place of this one: it comes back where it could not be started.
#[cfg(unix)]
fn in_its_place(mut program: Command) -> Result<ExitCode, Failure> {
    Err(std::os::unix::process::CommandExt::exec(&mut program).into())
}

/// Runs a program and ends with it.
#[cfg(not(unix))]
fn in_its_place(mut program: Command) -> Result<ExitCode, Failure> {
    Ok(if program.status()?.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Whether the store is a demonstration; one that is not served as such is refused.
async fn marked(store: &Store, config: &Config, demo: bool) -> Result<bool, Failure> {
    let marked = store.is_demo().await?;
    match (demo, marked) {
        (true, false) => {
            Err("this store is a real installation: --demo is for an empty store or a demonstration".into())
        }
        (false, true) => Err("this store is a demonstration, whose passwords everybody knows: serve it with --demo. \
                              A real installation begins with an empty store"
            .into()),
        (true, true) => beyond(config).map(|()| marked),
        (false, false) => Ok(marked),
    }
}

/// Where the program listens.
struct Doors {
    pages: TcpListener,
    admin: TcpListener,
    packages: TcpListener,
}

impl Doors {
    async fn open(config: &HttpConfig) -> Result<Self, Failure> {
        let open = async |at: SocketAddr, remedy: &str| {
            TcpListener::bind(at).await.map_err(|e| format!("can't listen on {at}: {e}{remedy}"))
        };
        Ok(Self {
            pages: open(config.listen, ". Stop what uses it, or set http.listen.").await?,
            admin: open(config.admin, "").await?,
            packages: open(config.packages, ". Stop what uses it, or set http.packages.").await?,
        })
    }
}

/// Serves a store until told to stop, and finishes what is under way.
async fn listen(store: &Store, config: &Config, demo: bool, marked: bool) -> Result<(), Failure> {
    let doors = Doors::open(&config.http).await?;
    let at = doors.pages.local_addr()?;
    let metrics = telemetry::start_metrics()?;
    if let Err(error) = store.end_imports(now()).await {
        tracing::warn!(%error, "imports that were cut off are not noted as such");
    }
    files::sweep(&config.training.files);
    if let Err(error) = store.hold_reserve() {
        tracing::error!(%error, "there is no room on the disk for the reserve of store.reserve_mib");
    }
    watchdog::start(config.watch.freeze_seconds);
    let patience = Patience {
        wait: Duration::from_secs(config.http.wait_seconds.into()),
        stop: Duration::from_secs(config.http.stop_seconds.into()),
    };
    let state = AppState::new(store.clone(), config.clone())?.demonstration(marked);
    let admin_routes = admin_routes(&state, metrics.clone(), demo);
    let mut beside = jobs::start(store, &state.config, &state.clock, &state.beats);
    let (gauged, beats, clock) = (store.clone(), state.beats.clone(), state.clock.clone());
    beside.push(tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(5)).await;
            metrics.run_upkeep();
            telemetry::gauge(&gauged, &beats, &clock).await;
        }
    }));
    beside.push(tokio::spawn(serve_on(doors.admin, admin_routes, patience, std::future::pending())));
    say(&format!("干桥 Ganqiao  http://{at}"));
    if demo {
        say(&crate::demo::accounts_text());
        say("Second factors are off in a demonstration; elsewhere administrators must set one up.");
    }
    say("Ctrl-C stops it.");
    let refusals = state.refusals.clone();
    let trail = store.clone();
    beside.push(tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(20)).await;
            refusals.flush(&trail, now(), false).await;
        }
    }));
    let refusals = state.refusals.clone();
    let package_routes = crate::http::packages::router(state.clone());
    beside.push(tokio::spawn(serve_on(doors.packages, package_routes, patience, std::future::pending())));
    let told = async {
        stopped().await;
        let _ = writeln!(std::io::stderr(), "stopping: requests under way are finished first");
    };
    serve_on(doors.pages, router(state), patience, told).await;
    for job in &beside {
        job.abort();
    }
    refusals.flush(store, now(), true).await;
    // What was seen and written since the last time is noted and sealed before the end.
    if let Err(error) = store.note_seen().await {
        tracing::warn!(%error, "when sessions were last seen was not noted");
    }
    Ok(())
}

/// What those who run the program ask it, beside the pages.
fn admin_routes(state: &AppState, metrics: PrometheusHandle, demo: bool) -> Router {
    let measured = move || {
        let metrics = metrics.clone();
        async move { ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], metrics.render()) }
    };
    let clock = state.clock.clone();
    let confirm = move |headers: HeaderMap| {
        let clock = clock.clone();
        async move {
            // A page in a browser on this machine says where it is from; whoever sees to it does not.
            if headers.contains_key(header::ORIGIN) || headers.contains_key("sec-fetch-site") {
                return (StatusCode::FORBIDDEN, "not from a page\n");
            }
            clock.confirm();
            tracing::warn!("the clock was confirmed by hand");
            (StatusCode::OK, "the clock is believed as it is now\n")
        }
    };
    let routes = Router::new().route("/metrics", get(measured)).route("/clock/confirm", post(confirm));
    let routes = routes.merge(crate::control::routes(state.store.clone(), &state.config.store, &state.secrets));
    // A demonstration that leaves nothing behind may go forward in time: a round or a posting
    // takes months. A kept store never does.
    if demo && state.config.store.url.starts_with("mem:") { routes.merge(passing(&state.store)) } else { routes }
}

/// What a demonstration can have happen.
fn passing(store: &Store) -> Router {
    let go = |Path(days): Path<u32>| async move { crate::go_forward(days.min(3660)).to_string() };
    // And many people may do at once what takes them days.
    let many = store.clone();
    let play = move |Path((id, slips)): Path<(String, u32)>, body: String| {
        let store = many.clone();
        async move {
            let left: Vec<domain::PersonId> = body.lines().map(domain::PersonId::from).collect();
            match crate::demo::appraisal::play(&store, &id.into(), slips, &left, now()).await {
                Ok(played) => Ok(axum::Json(played)),
                Err(fault) => Err((crate::request::status(&fault), fault.to_string())),
            }
        }
    };
    Router::new().route("/demo/forward/{days}", post(go)).route("/demo/appraisal/{id}/{slips}", post(play))
}

/// A demonstration stays on this machine unless somebody says otherwise.
fn beyond(config: &Config) -> Result<(), Failure> {
    let local = [config.http.listen, config.http.packages, config.http.admin].iter().all(|at| at.ip().is_loopback());
    if local && !config.http.behind_proxy || config.http.demo_beyond_loopback {
        return Ok(());
    }
    Err(format!(
        "everybody knows the passwords of a demonstration, and {} can be reached from other machines: listen on \
         127.0.0.1, or set http.demo_beyond_loopback = true",
        config.http.listen
    )
    .into())
}

/// A line on the standard output; lost where nobody takes it.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
