//! Calls that succeed, and what is logged of them.

use std::sync::Arc;
use std::time::Duration;

use lambda::{Invocation, InvokeError, Throttle, VersionNumber};
use model::Scope;
use store::{MemoryStore, Store};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::{bed, bed_on, bed_with, run, target, text, zip};

const HELLO: &str = "
def handler(event, context):
    print('seen', event)
    return {'hello': event['name'], 'id': context.aws_request_id, 'arn': context.invoked_function_arn}
";

#[test]
fn a_function_answers_and_its_log_is_complete() {
    run(async {
        let bed = bed().await;
        bed.python("hello", HELLO).await;
        let invoked = bed.invoke("hello", r#"{"name": "world"}"#).await;
        let id = &invoked.request_id;
        let arn = target("hello").arn();
        let expected = format!(r#"{{"hello": "world", "id": "{id}", "arn": "{arn}"}}"#);
        assert_eq!(text(&invoked), expected);
        let log = bed.logs.reported(1).await;
        assert!(
            log[0].starts_with("INIT_START Runtime Version: python:3.11.v"),
            "{log:?}"
        );
        assert_eq!(log[1], format!("START RequestId: {id} Version: $LATEST\n"));
        assert_eq!(log[2], "seen {'name': 'world'}\n");
        assert_eq!(log[3], format!("END RequestId: {id}\n"));
        let parts: Vec<_> = log[4].split('\t').collect();
        assert_eq!(parts[0], format!("REPORT RequestId: {id}"));
        assert!(parts[1].starts_with("Duration: ") && parts[1].ends_with(" ms"));
        assert!(parts[2].starts_with("Billed Duration: "));
        assert_eq!(parts[3], "Memory Size: 256 MB");
        assert!(parts[4].starts_with("Max Memory Used: "));
        assert!(parts[5].starts_with("Init Duration: "));
        assert_eq!(parts[6], "\n");
        assert_eq!(invoked.log_tail.unwrap(), log[1..].concat());
        let stream = &bed.logs.targets()[0];
        assert_eq!(stream.group, "/aws/lambda/hello");
        let (day, id) = stream.stream.split_once("/[$LATEST]").unwrap();
        assert_eq!((day.len(), id.len()), (10, 32));
        bed.close().await;
    });
}

#[test]
fn a_process_serves_again_and_keeps_its_state() {
    run(async {
        let bed = bed().await;
        let code = "n = 0\ndef handler(event, context):\n    global n\n    n += 1\n    return n\n";
        bed.python("count", code).await;
        for expected in 1..=3 {
            assert_eq!(bed.answer("count", "").await, expected);
        }
        let log = bed.logs.reported(3).await;
        let inits = log.iter().filter(|line| line.contains("Init Duration"));
        assert_eq!(inits.count(), 1);
        assert_eq!(bed.logs.targets().len(), 1);
        assert_eq!(bed.lambda.environments(), 1);
        bed.close().await;
    });
}

#[test]
fn log_messages_keep_their_boundaries_and_order() {
    run(async {
        let bed = bed().await;
        let code = "
import logging, sys
logging.getLogger().setLevel('INFO')
def handler(event, context):
    logging.info('two\\nlines')
    sys.stderr.write('error\\n')
    sys.stdout.write('no end')
";
        bed.python("log", code).await;
        let id = bed.invoke("log", "").await.request_id;
        let log = bed.logs.reported(1).await;
        let said = &log[2..log.len() - 2];
        let info = said
            .iter()
            .find(|line| line.starts_with("[INFO]\t"))
            .unwrap();
        assert!(info.ends_with(&format!("\t{id}\ttwo\nlines\n")), "{info}");
        let raw: Vec<_> = said.iter().filter(|line| !line.starts_with('[')).collect();
        assert_eq!(raw, ["error\n", "no end"]);
        bed.close().await;
    });
}

#[test]
fn the_environment_is_that_of_aws() {
    run(async {
        let bed = bed().await;
        let code = "
import os, pwd, sys
def handler(event, context):
    return {'env': dict(os.environ), 'cwd': os.getcwd(), 'path': sys.path, 'file': __file__,
            'user': pwd.getpwuid(os.getuid()).pw_name, 'prefix': sys.prefix, 'logging': os.__file__}
";
        let change = |configuration: &mut lambda::Configuration| {
            let own = [("OWN", "value"), ("TZ", "Asia/Tokyo")];
            let own = own.map(|(name, value)| (name.into(), value.into()));
            configuration.environment = Some(own.into_iter().collect());
        };
        bed.function("env", &[("handler.py", code)], change).await;
        let seen = bed.answer("env", "").await;
        let env = &seen["env"];
        for (name, value) in [
            ("AWS_EXECUTION_ENV", "AWS_Lambda_python3.11"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_DEFAULT_REGION", "us-east-1"),
            ("AWS_LAMBDA_FUNCTION_NAME", "env"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
            ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/env"),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
            ("AWS_ACCESS_KEY_ID", "000000000000"),
            ("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"),
            ("LAMBDA_TASK_ROOT", "/var/task"),
            ("LAMBDA_RUNTIME_DIR", "/var/runtime"),
            ("PYTHONPATH", "/var/runtime"),
            ("_HANDLER", "handler.handler"),
            ("OWN", "value"),
            ("TZ", "Asia/Tokyo"),
        ] {
            assert_eq!(env[name], value, "{name}");
        }
        assert!(env.get("_LAMBDA_TELEMETRY_LOG_FD").is_none());
        assert_eq!(seen["cwd"], "/var/task");
        assert_eq!(seen["path"][0], "/var/task");
        assert_eq!(seen["path"][1], "/var/runtime");
        assert_eq!(seen["file"], "/var/task/handler.py");
        assert_eq!(seen["user"], "sbx_user1051");
        assert_eq!(seen["prefix"], "/var/lang");
        bed.close().await;
    });
}

#[test]
fn the_sdk_is_there_and_the_interpreters_own_packages_are_not() {
    run(async {
        let bed = bed().await;
        let code = "
import importlib.metadata
def handler(event, context):
    import boto3, ssl, sqlite3, ctypes, hashlib, zoneinfo
    return sorted({d.metadata['Name'].lower() for d in importlib.metadata.distributions()})
";
        bed.python("packages", code).await;
        let seen = bed.answer("packages", "").await;
        let seen: Vec<_> = seen
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|v| v.as_str())
            .collect();
        assert!(
            seen.contains(&"awslambdaric") && seen.contains(&"boto3"),
            "{seen:?}"
        );
        assert!(!seen.contains(&"pip"), "{seen:?}");
        bed.close().await;
    });
}

/// A function that reports to the server's address and waits for a word.
const WAITS: &str = "
import os, socket, urllib.parse
def handler(event, context):
    url = urllib.parse.urlparse(os.environ['AWS_ENDPOINT_URL'])
    with socket.create_connection((url.hostname, url.port)) as s:
        s.sendall(b'here')
        return s.recv(16).decode()
";

#[test]
fn the_server_is_reachable_and_reserved_concurrency_holds() {
    run(async {
        let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = server.local_addr().unwrap();
        let bed = bed_with(|options| options.endpoint = address).await;
        bed.python("waits", WAITS).await;
        let reserve = |function: &mut lambda::Function| {
            function.reserved_concurrency = Some(1);
            Ok(())
        };
        bed.lambda
            .change(&Scope::default(), "waits", reserve)
            .await
            .unwrap();
        let lambda = bed.lambda.clone();
        let call = async move { lambda.invoke(&target("waits"), Invocation::default()).await };
        let first = tokio::spawn(call);
        let (mut connection, _) = server.accept().await.unwrap();
        connection.read_exact(&mut [0; 4]).await.unwrap();
        let second = bed.try_invoke("waits", "").await;
        assert!(
            matches!(second, Err(InvokeError::Throttled(Throttle::Reserved))),
            "{second:?}"
        );
        connection.write_all(b"go").await.unwrap();
        assert_eq!(text(&first.await.unwrap().unwrap()), "\"go\"");
        bed.close().await;
    });
}

#[test]
fn on_the_hosts_network_the_server_and_the_resolver_are_there() {
    run(async {
        let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = server.local_addr().unwrap();
        let bed = bed_with(|options| {
            options.endpoint = address;
            options.network = lambda::options::FunctionNetwork::Internet;
        })
        .await;
        let code = format!("{WAITS}\nresolver = open('/etc/resolv.conf').read()\n");
        bed.python("waits", &code).await;
        let lambda = bed.lambda.clone();
        let call = async move { lambda.invoke(&target("waits"), Invocation::default()).await };
        let call = tokio::spawn(call);
        let (mut connection, _) = server.accept().await.unwrap();
        connection.write_all(b"go").await.unwrap();
        assert_eq!(text(&call.await.unwrap().unwrap()), "\"go\"");
        let notes = &bed.lambda.sandbox().notes;
        let said = notes.iter().any(|note| note.contains("its loopback"));
        assert!(said, "{notes:?}");
        bed.close().await;
    });
}

#[test]
fn calls_at_once_get_processes_of_their_own_within_the_hosts_bounds() {
    run(async {
        let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = server.local_addr().unwrap();
        let bed = bed_with(|options| {
            options.endpoint = address;
            options.max_environments = 2;
        })
        .await;
        bed.python("waits", WAITS).await;
        bed.python("other", "def handler(event, context): pass")
            .await;
        let call = || {
            let lambda = bed.lambda.clone();
            tokio::spawn(
                async move { lambda.invoke(&target("waits"), Invocation::default()).await },
            )
        };
        let calls = [call(), call()];
        let mut connections = Vec::new();
        for _ in 0..2 {
            let (mut connection, _) = server.accept().await.unwrap();
            connection.read_exact(&mut [0; 4]).await.unwrap();
            connections.push(connection);
        }
        let third = bed.try_invoke("waits", "").await;
        assert!(
            matches!(third, Err(InvokeError::Throttled(Throttle::Host))),
            "{third:?}"
        );
        for mut connection in connections {
            connection.write_all(b"go").await.unwrap();
        }
        for call in calls {
            call.await.unwrap().unwrap();
        }
        // An idle environment makes room for another function.
        bed.answer("other", "").await;
        assert_eq!(bed.lambda.environments(), 2);
        bed.close().await;
    });
}

#[test]
fn idle_processes_are_closed() {
    run(async {
        let bed = bed_with(|options| options.idle_timeout = Duration::from_millis(50)).await;
        bed.python("f", "def handler(event, context): pass").await;
        bed.answer("f", "").await;
        while bed.lambda.environments() > 0 {
            tokio::task::yield_now().await;
        }
        bed.close().await;
    });
}

#[test]
fn new_code_and_configuration_serve_from_the_next_call_on_and_versions_stay() {
    run(async {
        let bed = bed().await;
        let scope = Scope::default();
        let code = |word: &str| format!("def handler(event, context): return '{word}'");
        bed.python("f", &code("one")).await;
        assert_eq!(bed.answer("f", "").await, "one");
        let published = bed
            .lambda
            .publish_version(&scope, "f", lambda::Publication::default());
        assert_eq!(
            published.await.unwrap().version,
            VersionNumber::Published(1)
        );
        let update = lambda::CodeUpdate {
            zip: zip(&[("other.py", &code("two"))]),
            ..lambda::CodeUpdate::default()
        };
        bed.lambda.update_code(&scope, "f", update).await.unwrap();
        let rename = |mut configuration: lambda::Configuration| {
            configuration.handler = "other.handler".into();
            configuration
        };
        bed.lambda
            .update_configuration(&scope, "f", None, rename)
            .await
            .unwrap();
        assert_eq!(bed.answer("f", "").await, "two");
        let mut first = target("f");
        first.version = Some(VersionNumber::Published(1));
        let invoked = bed
            .lambda
            .invoke(&first, Invocation::default())
            .await
            .unwrap();
        assert_eq!(
            (text(&invoked).as_str(), invoked.executed_version),
            ("\"one\"", VersionNumber::Published(1))
        );
        first.version = Some(VersionNumber::Published(2));
        let missing = bed
            .lambda
            .invoke(&first, Invocation::default())
            .await
            .unwrap_err();
        let arn = target("f").arn();
        assert_eq!(missing.to_string(), format!("Function not found: {arn}:2"));
        bed.close().await;
    });
}

#[test]
fn payloads_are_checked_at_their_limits() {
    run(async {
        let bed = bed().await;
        bed.python("len", "def handler(event, context): return len(event)")
            .await;
        let payload = |bytes: usize| format!("\"{}\"", "x".repeat(bytes - 2));
        let most = 6 << 20;
        assert_eq!(bed.answer("len", &payload(most)).await, most - 2);
        let error = bed.try_invoke("len", &payload(most + 1)).await.unwrap_err();
        let text = "Request must be smaller than 6291456 bytes for the InvokeFunction operation";
        assert_eq!(error.to_string(), text);
        let error = bed.try_invoke("len", "{").await.unwrap_err();
        assert!(matches!(error, InvokeError::NotJson(_)));
        let event = |payload: String| {
            let payload = payload.into();
            let invocation = Invocation {
                payload,
                ..Invocation::default()
            };
            let lambda = bed.lambda.clone();
            async move { lambda.invoke_event(&target("len"), invocation).await }
        };
        event(payload(1 << 20)).await.unwrap();
        let error = event(payload((1 << 20) + 1)).await.unwrap_err();
        assert!(matches!(error, InvokeError::EventTooLarge));
        let missing = bed.lambda.dry_run(&target("nobody")).unwrap_err();
        let arn = target("nobody").arn();
        assert_eq!(
            missing.to_string(),
            format!("Function not found: {arn}:$LATEST")
        );
        bed.lambda.dry_run(&target("len")).unwrap();
        bed.close().await;
    });
}

#[test]
fn an_event_that_fails_is_tried_twice_more_under_its_id() {
    run(async {
        let bed = bed_with(|options| options.retry_delays = vec![Duration::ZERO; 2]).await;
        bed.python(
            "fails",
            "def handler(event, context): raise ValueError(event)",
        )
        .await;
        let invocation = Invocation {
            payload: "1".into(),
            ..Invocation::default()
        };
        let id = bed
            .lambda
            .invoke_event(&target("fails"), invocation)
            .await
            .unwrap();
        let log = bed.logs.reported(3).await;
        let starts = log
            .iter()
            .filter(|line| line.starts_with(&format!("START RequestId: {id} ")));
        assert_eq!(starts.count(), 3);
        while bed.lambda.pending_events() > 0 {
            tokio::task::yield_now().await;
        }
        bed.close().await;
    });
}

#[test]
fn an_event_survives_its_process() {
    run(async {
        let store = Arc::new(MemoryStore::new());
        let bed = bed_on(Arc::clone(&store) as Arc<dyn Store>, |options| {
            options.retry_delays = vec![Duration::from_secs(3600)];
        })
        .await;
        bed.python("f", "def handler(event, context): raise ValueError")
            .await;
        let invocation = Invocation::default();
        let id = bed
            .lambda
            .invoke_event(&target("f"), invocation)
            .await
            .unwrap();
        bed.logs.reported(1).await;
        bed.close().await;
        let bed = bed_on(Arc::new(store.reopen()), |_| {}).await;
        assert_eq!(bed.lambda.pending_events(), 1);
        assert!(bed.lambda.find(&Scope::default(), "f").is_some(), "{id}");
        bed.close().await;
    });
}

/// A custom runtime in Python, without AWS's client.
const BOOTSTRAP: &str = "#!/usr/bin/python3
import os, urllib.request
api = 'http://' + os.environ['AWS_LAMBDA_RUNTIME_API'] + '/2018-06-01/runtime/invocation/'
while True:
    with urllib.request.urlopen(api + 'next') as event:
        id, body = event.headers['Lambda-Runtime-Aws-Request-Id'], event.read()
    urllib.request.urlopen(api + id + '/response', data=b'echo ' + body).read()
";

#[test]
fn a_program_of_ones_own_is_a_runtime() {
    if !std::path::Path::new("/usr/bin/python3").exists() {
        println!("skipped: /usr/bin/python3 not found");
        return;
    }
    run(async {
        let bed = bed().await;
        let provided = |configuration: &mut lambda::Configuration| {
            configuration.runtime = "provided.al2023".into();
        };
        bed.function("own", &[("bootstrap", BOOTSTRAP)], provided)
            .await;
        for _ in 0..2 {
            assert_eq!(text(&bed.invoke("own", "[1]").await), "echo [1]");
        }
        bed.close().await;
    });
}
