//! Calls beyond what the host bears at once.

use std::time::Duration;

use lambda::{Invocation, Invoked};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::support::{Bed, bed_with, run, target};

/// Tells the test that it is there, and ends when the test says so.
const WAITS: &str = "
import os, socket, urllib.parse
def wait():
    url = urllib.parse.urlparse(os.environ['AWS_ENDPOINT_URL'])
    with socket.create_connection((url.hostname, url.port)) as s:
        s.sendall(b'here')
        return s.recv(16).decode()
";
const QUICK: &str = "def handler(event, context): return 'quick'";

fn waits() -> Invocation {
    Invocation {
        patience: Duration::from_secs(120),
        ..Invocation::default()
    }
}

/// A call that waits for room.
fn patient(bed: &Bed, name: &'static str) -> JoinHandle<Invoked> {
    let lambda = bed.lambda.clone();
    tokio::spawn(async move { lambda.invoke(&target(name), waits()).await.unwrap() })
}

async fn arrival(server: &TcpListener) -> TcpStream {
    let (mut connection, _) = server.accept().await.unwrap();
    connection.read_exact(&mut [0; 4]).await.unwrap();
    connection
}

#[test]
fn patient_calls_wait_for_room_also_those_of_another_function() {
    run(async {
        let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = server.local_addr().unwrap();
        let bed = bed_with(|options| {
            options.endpoint = address;
            options.max_environments = 1;
        })
        .await;
        let code = format!("{WAITS}\ndef handler(event, context): return wait()");
        bed.python("waits", &code).await;
        bed.python("quick", QUICK).await;
        let first = patient(&bed, "waits");
        let mut connection = arrival(&server).await;
        let second = patient(&bed, "quick");
        while bed.lambda.waiting() < 1 {
            tokio::task::yield_now().await;
        }
        let third = patient(&bed, "waits");
        connection.write_all(b"go").await.unwrap();
        assert_eq!(&first.await.unwrap().payload[..], b"\"go\"");
        // It was there before the third, so the environment of the first makes room for it.
        assert_eq!(&second.await.unwrap().payload[..], b"\"quick\"");
        arrival(&server).await.write_all(b"on").await.unwrap();
        assert_eq!(&third.await.unwrap().payload[..], b"\"on\"");
        assert_eq!(bed.lambda.environments(), 1);
        bed.close().await;
    });
}

#[test]
fn of_many_calls_at_once_the_few_that_start_serve_the_others() {
    run(async {
        let bed = bed_with(|options| options.starts_at_once = 1).await;
        bed.python("quick", QUICK).await;
        let calls: Vec<_> = (0..64).map(|_| patient(&bed, "quick")).collect();
        for call in calls {
            assert_eq!(&call.await.unwrap().payload[..], b"\"quick\"");
        }
        // One serves a call in a millisecond, a start takes a hundred.
        let environments = bed.lambda.environments();
        assert!(environments <= 16, "{environments}");
        bed.close().await;
    });
}

#[test]
fn a_long_start_holds_up_no_other() {
    run(async {
        let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = server.local_addr().unwrap();
        let bed = bed_with(|options| {
            options.endpoint = address;
            options.starts_at_once = 1;
        })
        .await;
        let code = format!("{WAITS}\nwaited = wait()\ndef handler(event, context): return waited");
        bed.python("long", &code).await;
        bed.python("quick", QUICK).await;
        let long = patient(&bed, "long");
        let mut connection = arrival(&server).await;
        assert_eq!(bed.answer("quick", "").await, "quick");
        connection.write_all(b"go").await.unwrap();
        assert_eq!(&long.await.unwrap().payload[..], b"\"go\"");
        bed.close().await;
    });
}

#[test]
fn closing_ends_the_wait() {
    run(async {
        let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = server.local_addr().unwrap();
        let bed = bed_with(|options| {
            options.endpoint = address;
            options.max_environments = 1;
        })
        .await;
        let code = format!("{WAITS}\ndef handler(event, context): return wait()");
        bed.python("waits", &code).await;
        let first = patient(&bed, "waits");
        let mut connection = arrival(&server).await;
        let second = bed.lambda.clone();
        let second = tokio::spawn(async move { second.invoke(&target("waits"), waits()).await });
        while bed.lambda.waiting() < 1 {
            tokio::task::yield_now().await;
        }
        let closing = tokio::spawn(bed.close());
        let refused = second.await.unwrap().unwrap_err();
        assert!(refused.to_string().contains("shutting down"), "{refused}");
        connection.write_all(b"go").await.unwrap();
        assert_eq!(&first.await.unwrap().payload[..], b"\"go\"");
        closing.await.unwrap();
    });
}
