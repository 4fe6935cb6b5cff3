//! Taking connections until told to stop: none of them for nothing, none of them for ever.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt;

/// How long connections are borne with.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Without a whole request head, whether nothing comes or half of one.
    pub wait: Duration,
    /// For what is under way when the program is to stop.
    pub stop: Duration,
}

/// Serves until `stopping` says so, then finishes what is under way, as far as patience goes.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    patience: Patience,
    stopping: impl Future<Output = ()> + Send,
) {
    let (stop, stopped) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut stopping = std::pin::pin!(stopping);
    loop {
        tokio::select! {
            () = &mut stopping => break,
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    let _ = stream.set_nodelay(true);
                    connections.spawn(connection(stream, peer, router.clone(), patience.wait, stopped.clone()));
                }
                // Most likely no more files may be open: others will be closed.
                Err(error) => {
                    tracing::warn!(%error, "a connection was not taken");
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
            },
        }
    }
    drop(listener);
    let _ = stop.send(true);
    let finished = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(patience.stop, finished).await.is_err() {
        tracing::warn!(connections = connections.len(), "stopped although these were not finished");
        connections.abort_all();
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    wait: Duration,
    mut stopped: watch::Receiver<bool>,
) {
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let router = router.clone();
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        async move { Ok::<_, Infallible>(router.oneshot(request).await.unwrap_or_else(|never| match never {})) }
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(wait)
        .serve_connection(TokioIo::new(stream), service);
    let mut serving = std::pin::pin!(serving);
    let stopping = async {
        let _ = stopped.wait_for(|stopped| *stopped).await;
    };
    let ended = tokio::select! {
        ended = &mut serving => ended,
        () = stopping => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, %peer, "a connection ended early");
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::oneshot;
    use tokio::time::Instant;

    use super::*;

    const PATIENCE: Patience = Patience { wait: Duration::from_millis(400), stop: Duration::from_millis(800) };

    /// A server, where it listens, and how to stop it and wait for its end.
    async fn started() -> (SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
        let slow = || async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            "slow"
        };
        let never = || async { std::future::pending::<&'static str>().await };
        let router =
            Router::new().route("/", get(|| async { "here" })).route("/slow", get(slow)).route("/never", get(never));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let (stop, stopping) = oneshot::channel();
        let serving = serve(listener, router, PATIENCE, async {
            let _ = stopping.await;
        });
        (at, stop, tokio::spawn(serving))
    }

    async fn said(at: SocketAddr, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(at).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }

    async fn heard(mut stream: TcpStream) -> String {
        let mut text = Vec::new();
        let _ = stream.read_to_end(&mut text).await;
        String::from_utf8_lossy(&text).into_owned()
    }

    #[tokio::test]
    async fn connections_that_say_nothing_or_half_are_closed() {
        let (at, _stop, _serving) = started().await;
        for text in ["", "GET / HTTP/1.1\r\nHost: x\r\n", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"] {
            let began = Instant::now();
            let answer = heard(said(at, text).await).await;
            assert!(began.elapsed() < Duration::from_secs(5), "{text:?} was held on to");
            assert_eq!(answer.contains("here"), text.ends_with("\r\n\r\n"), "{text:?}: {answer}");
        }
    }

    #[tokio::test]
    async fn a_stop_finishes_what_is_under_way_and_waits_for_nothing_else() {
        let (at, stop, serving) = started().await;
        let half = said(at, "GET / HTTP/1.1\r\nHos").await;
        let never = said(at, "GET /never HTTP/1.1\r\nHost: x\r\n\r\n").await;
        let slow = said(at, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n").await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        let began = Instant::now();
        stop.send(()).unwrap();
        let answer = heard(slow).await;
        assert!(answer.contains("slow"), "{answer}");
        serving.await.unwrap();
        assert!(began.elapsed() < Duration::from_secs(5));
        drop((half, never));
    }
}
