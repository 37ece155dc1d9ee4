//! The listener: accepts connections, bounds them, and drains them when the server stops.

use std::convert::Infallible;
use std::future::Future;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// How many connections beyond the limit are told so at once; still more are just closed.
const TELLING: usize = 256;
/// How long a refused client may take to read the answer.
const TELL_TIMEOUT: Duration = Duration::from_secs(1);
/// AWS's words for a service that takes no more, in the form most of them have; SDKs try again.
const REFUSAL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\n\
retry-after: 1\r\nconnection: close\r\ncontent-length: 86\r\n\r\n\
{\"__type\":\"ServiceUnavailableException\",\"message\":\"too many connections; try again\"}\r\n";
/// A client that does not finish its request's head in this time is dropped, and one that asks nothing more. As long as
/// AWS's load balancers wait by default; clients that keep connections give them up sooner.
const HEADER_TIMEOUT: Duration = Duration::from_secs(60);
/// How long a taken address is tried again, and how often.
const TAKEN: Duration = Duration::from_secs(2);
const TRY_AGAIN: Duration = Duration::from_millis(20);
/// How long open requests may take to finish once the server is asked to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// Binds `address`. A process that the last server was just starting when it was killed may hold the address for
/// another moment, so a taken one is tried again for a while.
///
/// # Errors
/// When the address is taken or may not be bound.
pub(crate) async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let hint =
        || format!("cannot listen on {address}; is another server running there? Choose --listen");
    let last = Instant::now() + TAKEN;
    loop {
        match try_bind(address) {
            Err(error) if error.kind() == ErrorKind::AddrInUse && Instant::now() < last => {
                tokio::time::sleep(TRY_AGAIN).await;
            }
            bound => return bound.with_context(hint),
        }
    }
}

fn try_bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let domain = socket2::Domain::for_address(address);
    let socket = socket2::Socket::new(domain, socket2::Type::STREAM, None)?;
    // A restarted server must not wait for old connections to leave TIME_WAIT.
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(4096)?;
    TcpListener::from_std(socket.into())
}

/// Serves up to `most` connections at once with `handle` until `stop` is cancelled, then drains. A client that comes
/// when there are as many is told to try again and closed: it learns at once what waiting would only have hidden.
///
/// Dropping the future closes all connections at once.
pub(crate) async fn serve<H, F>(
    listener: TcpListener,
    handle: H,
    most: usize,
    stop: CancellationToken,
) where
    H: Fn(Request<Incoming>, SocketAddr) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response<Full<Bytes>>> + Send + 'static,
{
    let mut http = auto::Builder::new(TokioExecutor::new());
    http.http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .pipeline_flush(true);
    http.http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(256);
    let http = Arc::new(http);
    let connections = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(most));
    let telling = Arc::new(Semaphore::new(TELLING));
    loop {
        // Both arms may be dropped: an unaccepted connection stays in the kernel's queue.
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    pause_after(&error).await;
                    continue;
                }
            },
            () = stop.cancelled() => break,
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            refuse(stream, &telling);
            continue;
        };
        let service = one_connection(&handle, peer);
        let connection = http
            .serve_connection_with_upgrades(prepared(stream), service)
            .into_owned();
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%peer, error, "connection ended");
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(DRAIN, connections.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("some requests did not finish within {DRAIN:?} and were cut off");
    }
}

fn one_connection<H, F>(
    handle: &H,
    peer: SocketAddr,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = Response<Full<Bytes>>,
    Error = Infallible,
    Future = impl Future<Output = Result<Response<Full<Bytes>>, Infallible>> + Send + use<H, F>,
> + use<H, F>
where
    H: Fn(Request<Incoming>, SocketAddr) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response<Full<Bytes>>> + Send + 'static,
{
    let handle = handle.clone();
    service_fn(move |request| {
        let answer = handle(request, peer);
        async move { Ok(answer.await) }
    })
}

fn prepared(stream: TcpStream) -> TokioIo<TcpStream> {
    // Answers are written whole, so waiting to fill a packet only costs time. Failing to say so costs nothing else.
    let _ = stream.set_nodelay(true);
    TokioIo::new(stream)
}

/// Tells a client that there is no place for it.
fn refuse(mut stream: TcpStream, telling: &Arc<Semaphore>) {
    tracing::debug!("a connection was refused: there are as many as --max-connections allows");
    let Ok(place) = Arc::clone(telling).try_acquire_owned() else {
        return;
    };
    let tell = async move {
        stream.write_all(REFUSAL).await?;
        stream.shutdown().await?;
        // Closing while its request is unread would take the answer back.
        tokio::io::copy(&mut stream, &mut tokio::io::sink()).await
    };
    tokio::spawn(async move {
        // It went away, or took too long: nothing is owed to it.
        drop(tokio::time::timeout(TELL_TIMEOUT, tell).await);
        drop(place);
    });
}

/// Out of file descriptors, say: trying again at once would only spin.
async fn pause_after(error: &std::io::Error) {
    tracing::warn!(%error, "cannot accept connections; trying again");
    tokio::time::sleep(Duration::from_millis(50)).await;
}
