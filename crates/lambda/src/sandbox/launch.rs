//! The server's side: start the helper, send it the [`Spec`], receive what it hands over, and talk to it.

use std::io::{self, IoSliceMut};
use std::net::TcpListener;
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::mpsc;
use std::time::Duration;

use nix::sys::socket::{ControlMessageOwned, MsgFlags, recvmsg};
use tokio::io::{AsyncWriteExt, Interest};
use tokio::net::UnixStream;
use tokio::process::{Child, Command};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::spec::{Network, Report, Spec};
use super::{HELPER_ARGUMENT, sys};

/// Why no fence was built. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LaunchError {
    /// The helper could not be started or has died.
    #[error("cannot start the sandbox helper: {0}")]
    Helper(#[from] io::Error),
    /// A step inside the helper failed.
    #[error("the sandbox could not be built: {step}: {error}")]
    Step {
        /// Which step.
        step: String,
        /// The system's reason.
        error: String,
    },
    /// The helper stopped answering.
    #[error("the sandbox helper did not answer in {0:?}")]
    Silent(Duration),
}

/// A helper that has built its fence and is starting the program.
#[derive(Debug)]
pub(crate) struct Launched {
    /// The socket to the helper.
    pub(crate) control: Control,
    /// The reading end of the telemetry pipe.
    pub(crate) telemetry: OwnedFd,
    /// The reading end of standard output and error.
    pub(crate) output: OwnedFd,
    /// The listeners inside the sandbox's network, in the order of the spec's ports.
    pub(crate) listeners: Vec<TcpListener>,
}

/// How long a helper may take to build the fence; it needs 2 ms.
const PATIENCE: Duration = Duration::from_secs(20);

type Spawned = io::Result<(Child, UnixStream)>;

/// Starts helpers, all from one thread: the kernel kills a helper when the thread that started it ends, and runtime
/// worker threads come and go.
#[derive(Debug)]
pub(crate) struct Launcher {
    spawns: mpsc::Sender<oneshot::Sender<Spawned>>,
}

impl Launcher {
    /// A launcher that runs `helper`. Call it within the tokio runtime.
    pub(crate) fn new(helper: PathBuf) -> io::Result<Self> {
        let (spawns, requests) = mpsc::channel::<oneshot::Sender<Spawned>>();
        let runtime = tokio::runtime::Handle::current();
        std::thread::Builder::new()
            .name("lambda-spawner".into())
            .spawn(move || {
                let _entered = runtime.enter();
                for request in requests {
                    let _ = request.send(spawn(&helper));
                }
            })?;
        Ok(Self { spawns })
    }

    /// Starts a helper and waits until its fence stands. The program's start goes on meanwhile.
    pub(crate) async fn launch(&self, spec: &Spec) -> Result<Launched, LaunchError> {
        let (sender, spawned) = oneshot::channel();
        let gone = || io::Error::other("the spawner thread has ended");
        self.spawns.send(sender).map_err(|_| gone())?;
        let (child, socket) = spawned.await.map_err(|_| gone())??;
        let control = Control {
            socket,
            child,
            received: Vec::new(),
            pid: 0,
        };
        timeout(PATIENCE, hand_over(control, spec))
            .await
            .unwrap_or(Err(LaunchError::Silent(PATIENCE)))
    }
}

fn spawn(helper: &PathBuf) -> Spawned {
    let (ours, theirs) = std::os::unix::net::UnixStream::pair()?;
    ours.set_nonblocking(true)?;
    let child = Command::new(helper)
        .arg(HELPER_ARGUMENT)
        .env_clear()
        .current_dir("/")
        .stdin(OwnedFd::from(theirs))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // A Ctrl-C at the terminal is the server's to handle.
        .process_group(0)
        .spawn()?;
    Ok((child, UnixStream::from_std(ours)?))
}

async fn hand_over(mut control: Control, spec: &Spec) -> Result<Launched, LaunchError> {
    let text = serde_json::to_vec(spec).map_err(io::Error::other)?;
    let length = u32::try_from(text.len()).map_err(io::Error::other)?;
    control.socket.write_all(&length.to_be_bytes()).await?;
    control.socket.write_all(&text).await?;
    let mut descriptors = control.receive_ready().await?.into_iter();
    let missing = || io::Error::other("the helper handed over too few descriptors");
    let telemetry = descriptors.next().ok_or_else(missing)?;
    let output = descriptors.next().ok_or_else(missing)?;
    let listeners: Vec<_> = descriptors.map(TcpListener::from).collect();
    let expected = match &spec.network {
        Network::Own { ports, .. } => ports.len(),
        Network::Host { .. } => 0,
    };
    if listeners.len() != expected {
        return Err(missing().into());
    }
    Ok(Launched {
        control,
        telemetry,
        output,
        listeners,
    })
}

/// The socket to a helper. Dropping it ends everything inside the sandbox.
#[derive(Debug)]
pub(crate) struct Control {
    socket: UnixStream,
    child: Child,
    received: Vec<u8>,
    pid: i32,
}

impl Control {
    /// The host's id of the process whose descendants are the sandbox.
    pub(crate) const fn pid(&self) -> i32 {
        self.pid
    }

    /// Sends one command byte.
    pub(crate) async fn command(&mut self, byte: u8) -> io::Result<()> {
        self.socket.write_all(&[byte]).await
    }

    /// The next report; absent when the helper is gone. Cancel-safe: what was received is kept.
    pub(crate) async fn report(&mut self) -> Option<Report> {
        loop {
            if let Some(report) = self.parse() {
                return Some(report);
            }
            self.socket.readable().await.ok()?;
            match self.socket.try_read_buf(&mut self.received) {
                Ok(0) => return None,
                Err(error) if error.kind() != io::ErrorKind::WouldBlock => return None,
                Ok(_) | Err(_) => {}
            }
        }
    }

    /// Ends everything and waits until the helper is gone.
    pub(crate) async fn close(self) {
        let Self {
            socket, mut child, ..
        } = self;
        drop(socket);
        if timeout(PATIENCE, child.wait()).await.is_err() {
            let _ = child.kill().await;
        }
    }

    fn parse(&mut self) -> Option<Report> {
        let end = self.received.iter().position(|byte| *byte == b'\n')?;
        let line: Vec<u8> = self.received.drain(..=end).collect();
        serde_json::from_slice(&line).ok()
    }

    async fn receive_ready(&mut self) -> Result<Vec<OwnedFd>, LaunchError> {
        let descriptors = self.receive_descriptors().await?;
        match self.report().await {
            Some(Report::Ready { pid }) => self.pid = pid,
            Some(Report::Failed { step, error }) => return Err(LaunchError::Step { step, error }),
            _ => return Err(io::Error::other("the helper ended early").into()),
        }
        Ok(descriptors)
    }

    async fn receive_descriptors(&mut self) -> io::Result<Vec<OwnedFd>> {
        let socket = &self.socket;
        loop {
            socket.readable().await?;
            let read = || receive(socket);
            match socket.try_io(Interest::READABLE, read) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Ok((bytes, descriptors)) => {
                    self.received.extend(bytes);
                    return Ok(descriptors);
                }
                Err(error) => return Err(error),
            }
        }
    }
}

fn receive(socket: &UnixStream) -> io::Result<(Vec<u8>, Vec<OwnedFd>)> {
    let mut bytes = vec![0; 4096];
    let mut rights = nix::cmsg_space!([i32; 8]);
    let mut slices = [IoSliceMut::new(&mut bytes)];
    let flags = MsgFlags::MSG_CMSG_CLOEXEC;
    let message = recvmsg::<()>(socket.as_raw_fd(), &mut slices, Some(&mut rights), flags)?;
    let mut descriptors = Vec::new();
    for control in message.cmsgs()? {
        if let ControlMessageOwned::ScmRights(received) = control {
            descriptors.extend(sys::own(received));
        }
    }
    let length = message.bytes;
    bytes.truncate(length);
    Ok((bytes, descriptors))
}
