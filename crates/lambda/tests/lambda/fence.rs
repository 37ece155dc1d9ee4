//! What a function must not be able to do, tried by functions.

use std::io::BufRead;
use std::time::Duration;

use lambda::Configuration;
use lambda::sandbox::Level;
use serde_json::{Value, json};

use crate::support::{Bed, bed, bed_at, run};

/// Tries things and tells for each whether it was possible.
const ATTACKS: &str = r#"
import ctypes, os, socket, subprocess
libc = ctypes.CDLL(None, use_errno=True)
def read(path):
    return lambda: open(path, 'rb').read(1)
def write(path):
    flags = os.O_WRONLY if path.startswith('/proc') else os.O_WRONLY | os.O_CREAT
    return lambda: os.close(os.open(path, flags))
def connect(host, port):
    def attempt():
        socket.create_connection((host, port), timeout=0.3).close()
    return attempt
def call(name, *args):
    def attempt():
        if getattr(libc, name)(*args) < 0:
            raise OSError(ctypes.get_errno(), name)
    return attempt
def syscall(number, *args):
    return call('syscall', number, *args)
def family(number):
    return lambda: socket.socket(number, socket.SOCK_STREAM)
def handler(event, context):
    attempts = {
        'server data': read(event['data']),
        'other code': read(event['other']),
        'host shadow': read('/etc/shadow'),
        'host passwd': lambda: 1 / ('sbx_user1051' not in open('/etc/passwd').read()),
        'write root': write('/x'),
        'write code': write('/var/task/x'),
        'write runtime': write('/var/runtime/x'),
        'write usr': write('/usr/x'),
        'init memory': read('/proc/1/mem'),
        'init environment': read('/proc/1/environ'),
        'init root': lambda: os.listdir('/proc/1/root'),
        'kernel settings': write('/proc/sys/kernel/core_pattern'),
        'sysrq': write('/proc/sysrq-trigger'),
        'host port': connect('127.0.0.1', event['port']),
        'metadata': connect('169.254.169.254', 80),
        'internet': connect('1.1.1.1', 443),
        'vsock': family(40),
        'alg': family(38),
        'packet': family(17),
        'user namespace': call('unshare', 0x10000000),
        'mount': call('mount', b'none', b'/tmp', b'tmpfs', 0, None),
        'chroot': call('chroot', b'/tmp'),
        'ptrace': call('ptrace', 16, 1, 0, 0),
        'keyring': syscall(250, 0, -3, 1),
        'bpf': syscall(321, 0, 0, 0),
        'io_uring': syscall(425, 1, 0),
        'x32 ptrace': syscall(0x40000000 + 521, 16, 1, 0, 0),
        'mknod': lambda: os.mknod('/tmp/sda', 0o60600, os.makedev(8, 0)),
        'setuid': lambda: os.setuid(0),
        'kill init': lambda: os.kill(1, 9) or open('/nothing'),
    }
    done = []
    for name, attempt in attempts.items():
        try:
            attempt()
            done.append(name)
        except (OSError, ValueError, ZeroDivisionError):
            pass
    return {'done': done, 'files': sorted(os.readlink(f'/proc/self/fd/{f}') for f in os.listdir('/proc/self/fd') if os.path.exists(f'/proc/self/fd/{f}')),
            'processes': [p for p in os.listdir('/proc') if p.isdigit()], 'uid': os.getuid()}
"#;

async fn attack(bed: &Bed) -> Value {
    bed.python("other", "secret = 1\ndef handler(event, context): pass")
        .await;
    bed.answer("other", "").await;
    let secret = bed.dir.path().join("secret");
    std::fs::write(&secret, "secret").unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    bed.python("attack", ATTACKS).await;
    let event = json!({
        "data": secret,
        "other": other_code(bed),
        "port": listener.local_addr().unwrap().port(),
    });
    bed.answer("attack", &event.to_string()).await
}

/// A file of another function, which is in the work directory or, when other users cannot read that, elsewhere.
fn other_code(bed: &Bed) -> std::path::PathBuf {
    let list = |dir: std::path::PathBuf| std::fs::read_dir(dir).into_iter().flatten().flatten();
    let elsewhere = list("/var/cache/stepwell".into()).map(|entry| entry.path());
    let dirs = elsewhere.chain([bed.dir.path().join("work/code")]);
    let mut packages = dirs
        .flat_map(list)
        .map(|entry| entry.path().join("handler.py"));
    packages.find(|file| file.exists()).unwrap()
}

#[test]
fn a_strict_fence_holds() {
    run(async {
        let bed = bed().await;
        if bed.lambda.sandbox().level != Level::Strict {
            println!("skipped: {:?}", bed.lambda.sandbox());
            return bed.close().await;
        }
        let seen = attack(&bed).await;
        assert_eq!(seen["done"], json!([]));
        assert_ne!(seen["uid"], 0);
        let files = seen["files"].as_array().unwrap();
        let of = |kind: &str| {
            let matches = |file: &&Value| file.as_str().unwrap().starts_with(kind);
            files.iter().filter(matches).count()
        };
        // Input; output, error and telemetry; the connection to the Runtime API and a pair of its HTTP library.
        let counts = [of("/dev/null"), of("pipe:"), of("socket:")];
        assert!(counts[1] <= 3 && counts[2] <= 3, "{files:?}");
        assert_eq!(counts.iter().sum::<usize>(), files.len(), "{files:?}");
        let processes = seen["processes"].as_array().unwrap();
        assert!(processes.len() <= 2, "{processes:?}");
        bed.close().await;
    });
}

#[test]
fn the_weaker_fences_hold_what_they_promise() {
    run(async {
        for level in [Level::Landlock, Level::Process] {
            let Some(bed) = available(level).await else {
                continue;
            };
            let seen = attack(&bed).await;
            let done: Vec<_> = seen["done"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(Value::as_str)
                .collect();
            for must_not in [
                "vsock",
                "user namespace",
                "mount",
                "ptrace",
                "bpf",
                "x32 ptrace",
                "mknod",
                "kernel settings",
                "sysrq",
            ] {
                assert!(!done.contains(&must_not), "{level:?}: {must_not}");
            }
            if level == Level::Landlock && !bed.dir.path().starts_with("/tmp") {
                for must_not in [
                    "server data",
                    "other code",
                    "host shadow",
                    "write root",
                    "write code",
                    "host port",
                    "internet",
                ] {
                    assert!(!done.contains(&must_not), "{level:?}: {must_not}");
                }
            }
            bed.close().await;
        }
    });
}

async fn available(level: Level) -> Option<Bed> {
    let dir = tempfile::tempdir().unwrap();
    let mut options = crate::support::options(dir.path());
    options.sandbox = lambda::options::SandboxChoice::Only(level);
    let logs = std::sync::Arc::new(Nowhere);
    let store = std::sync::Arc::new(store::MemoryStore::new());
    let credentials = std::sync::Arc::new(lambda::AccountCredentials);
    match lambda::Lambda::open(store, logs, credentials, options).await {
        Ok(lambda) => {
            lambda.close(Duration::from_secs(10)).await;
            Some(bed_at(level).await)
        }
        Err(error) => {
            println!("skipped {level:?}: {error}");
            None
        }
    }
}

#[derive(Debug)]
struct Nowhere;

impl lambda::LogSink for Nowhere {
    fn append(
        &self,
        _: &lambda::LogTarget,
        _: Vec<lambda::LogEvent>,
    ) -> futures_util::future::BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}

#[test]
fn memory_and_processes_are_bounded() {
    run(async {
        let bed = bed().await;
        let hog = "def handler(event, context):\n    hog = []\n    while True:\n        hog.append(bytearray(1 << 20))\n";
        let small = |configuration: &mut Configuration| configuration.memory_mb = 128;
        bed.function("hog", &[("handler.py", hog)], small).await;
        let invoked = bed.invoke("hog", "").await;
        let seen: Value = serde_json::from_slice(&invoked.payload).unwrap();
        let message = format!(
            "RequestId: {} Error: Runtime exited with error: signal: killed",
            invoked.request_id
        );
        assert_eq!(
            seen,
            json!({"errorType": "Runtime.ExitError", "errorMessage": message})
        );
        let bomb = "
import os
def handler(event, context):
    pids = []
    try:
        while True:
            pid = os.fork()
            if pid == 0:
                while True:
                    os.read(os.pipe()[0], 1)
            pids.append(pid)
    except OSError:
        return len(pids)
";
        let large = |configuration: &mut Configuration| configuration.memory_mb = 10_240;
        bed.function("bomb", &[("handler.py", bomb)], large).await;
        let forked = bed.answer("bomb", "").await.as_u64().unwrap();
        assert!((100..1024).contains(&forked), "{forked}");
        let fill = "
def handler(event, context):
    try:
        with open('/tmp/fill', 'wb') as f:
            for n in range(2000):
                f.write(bytes(1 << 20))
                f.flush()
    except OSError as e:
        return [n, e.errno]
";
        bed.python("fill", fill).await;
        let filled = bed.answer("fill", "").await;
        if bed.lambda.sandbox().level == Level::Strict {
            assert_eq!(filled, json!([512, 28]));
        }
        bed.close().await;
    });
}

/// Leaves processes behind that have left its session and its parentage.
const ORPHANS: &str = "
import os
def handler(event, context):
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.execv('/bin/sleep', [event['name'], '1000'])
            os._exit(0)
";

#[test]
fn nothing_outlives_the_component() {
    run(async {
        for level in Level::ALL {
            let Some(bed) = available(level).await else {
                continue;
            };
            let name = format!("orphan-{}-{}", level.as_str(), std::process::id());
            bed.python("orphans", ORPHANS).await;
            bed.answer("orphans", &json!({"name": name}).to_string())
                .await;
            while running(&name) < 3 {
                tokio::task::yield_now().await;
            }
            bed.close().await;
            while running(&name) > 0 {
                tokio::task::yield_now().await;
            }
        }
    });
}

/// Set for the process that is killed: the level of its fence and the name of its orphans.
const VICTIM: &str = "LAMBDA_TEST_VICTIM";

#[test]
fn nothing_outlives_a_killed_server() {
    let exe = std::env::current_exe().unwrap();
    for level in Level::ALL {
        let name = format!("killed-{}-{}", level.as_str(), std::process::id());
        let mut server = std::process::Command::new(&exe)
            .args(["--exact", "fence::the_server_that_is_killed", "--nocapture"])
            .env(VICTIM, format!("{} {name}", level.as_str()))
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let lines = std::io::BufReader::new(server.stdout.take().unwrap()).lines();
        let said: Vec<_> = lines
            .map_while(Result::ok)
            .take_while(|line| !line.contains("ready"))
            .collect();
        let unavailable = said.iter().any(|line| line.contains("skipped"));
        let orphans = running(&name);
        server.kill().unwrap();
        server.wait().unwrap();
        assert!(unavailable || orphans > 0, "{said:?}");
        run(async {
            while running(&name) > 0 {
                tokio::task::yield_now().await;
            }
        });
    }
}

/// Not a test by itself: the process that the test above kills.
#[test]
fn the_server_that_is_killed() {
    let Ok(victim) = std::env::var(VICTIM) else {
        return;
    };
    run(async {
        let (level, name) = victim.split_once(' ').unwrap();
        let level = Level::ALL
            .into_iter()
            .find(|l| l.as_str() == level)
            .unwrap();
        let Some(bed) = available(level).await else {
            return;
        };
        bed.python("orphans", ORPHANS).await;
        bed.answer("orphans", &json!({"name": name}).to_string())
            .await;
        while running(name) < 3 {
            tokio::task::yield_now().await;
        }
        println!("ready");
        std::future::pending().await
    });
}

/// How many processes of this machine are called `name`.
fn running(name: &str) -> usize {
    let named = |entry: std::fs::DirEntry| {
        let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        line.starts_with(name.as_bytes())
    };
    std::fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter(|entry| {
            let id = entry.file_name();
            id.to_string_lossy().bytes().all(|b| b.is_ascii_digit())
        })
        .map(named)
        .filter(|found| *found)
        .count()
}
