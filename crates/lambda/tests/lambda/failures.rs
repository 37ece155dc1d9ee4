//! Functions that fail, and how AWS reports it.

use lambda::options::RuntimeFallback;
use lambda::{Configuration, InvokeError};
use serde_json::{Value, json};

use crate::support::{Bed, bed, bed_with, run};

async fn fault(bed: &Bed, name: &str, payload: &str) -> Value {
    let invoked = bed.invoke(name, payload).await;
    assert!(invoked.failed);
    serde_json::from_slice(&invoked.payload).unwrap()
}

#[test]
fn an_exception_is_reported_with_its_trace() {
    run(async {
        let bed = bed().await;
        let code = "class Custom(Exception):\n    pass\n\ndef handler(event, context):\n    raise Custom('oh')\n";
        bed.python("raises", code).await;
        for _ in 0..2 {
            let invoked = bed.invoke("raises", "").await;
            let seen: Value = serde_json::from_slice(&invoked.payload).unwrap();
            let expected = json!({
                "errorMessage": "oh",
                "errorType": "Custom",
                "requestId": invoked.request_id,
                "stackTrace": ["  File \"/var/task/handler.py\", line 5, in handler\n    raise Custom('oh')\n"],
            });
            assert_eq!(seen, expected);
        }
        let log = bed.logs.reported(2).await;
        let error = log
            .iter()
            .find(|line| line.starts_with("[ERROR] Custom: oh\nTraceback"))
            .unwrap();
        assert!(
            error.contains("\u{a0}\u{a0}File \"/var/task/handler.py\", line 5"),
            "{error}"
        );
        assert_eq!(
            log.iter()
                .filter(|line| line.starts_with("INIT_START"))
                .count(),
            1
        );
        bed.close().await;
    });
}

const TIMES_OUT: &str = "
import os, subprocess, threading
number = 0
def handler(event, context):
    global number
    if event == 'hang':
        number = 42
        open('/tmp/kept', 'w').write('some-content')
        subprocess.Popen(['/bin/sh', '-c', 'sleep 1000; sleep 1000'], start_new_session=True)
        print('hanging')
        threading.Event().wait()
    names = [open(f'/proc/{p}/comm').read() for p in os.listdir('/proc') if p.isdigit()]
    return [number, open('/tmp/kept').read(), sum('sleep' in n for n in names)]
";

#[test]
fn a_function_that_takes_too_long_is_ended_with_its_children_and_keeps_its_files() {
    run(async {
        let bed = bed().await;
        let short = |configuration: &mut Configuration| configuration.timeout_seconds = 1;
        bed.function("slow", &[("handler.py", TIMES_OUT)], short)
            .await;
        let invoked = bed.invoke("slow", "\"hang\"").await;
        let id = &invoked.request_id;
        let seen: Value = serde_json::from_slice(&invoked.payload).unwrap();
        let message = format!("RequestId: {id} Error: Task timed out after 1.00 seconds");
        let expected = json!({"errorType": "Sandbox.Timedout", "errorMessage": message});
        assert_eq!(seen, expected);
        let log = bed.logs.reported(1).await;
        let end = log.iter().position(|line| line.starts_with("END")).unwrap();
        assert_eq!(log[end - 2], "hanging\n");
        assert!(log[end - 1].ends_with(&format!("Z {id} Task timed out after 1.00 seconds\n\n")));
        assert!(
            log[end + 1].ends_with("\tStatus: timeout\n"),
            "{}",
            log[end + 1]
        );
        assert_eq!(
            bed.answer("slow", "null").await,
            json!([0, "some-content", 0])
        );
        assert_eq!(bed.logs.targets().len(), 1);
        bed.close().await;
    });
}

async fn init_fault(bed: &Bed, name: &str, files: &[(&str, &str)]) -> Value {
    bed.function(name, files, |_| {}).await;
    fault(bed, name, "").await
}

#[test]
fn starts_that_fail_are_reported_as_the_runtime_tells_them() {
    run(async {
        let bed = bed().await;
        let seen = init_fault(&bed, "missing", &[("other.py", "")]).await;
        let expected = json!({
            "errorMessage": "Unable to import module 'handler': No module named 'handler'",
            "errorType": "Runtime.ImportModuleError",
            "requestId": "",
            "stackTrace": [],
        });
        assert_eq!(seen, expected);
        let log = bed.logs.reported(1).await;
        let phases: Vec<_> = log
            .iter()
            .filter(|line| line.starts_with("INIT_REPORT"))
            .collect();
        assert!(
            phases[0]
                .ends_with("\tPhase: init\tStatus: error\tError Type: Runtime.ImportModuleError\n")
        );
        assert!(
            phases[1].ends_with(
                "\tPhase: invoke\tStatus: error\tError Type: Runtime.ImportModuleError\n"
            )
        );
        assert!(
            log.last()
                .unwrap()
                .ends_with("\tStatus: error\tError Type: Runtime.ImportModuleError\n")
        );

        let seen = init_fault(&bed, "absent", &[("handler.py", "x = 1")]).await;
        assert_eq!(seen["errorType"], "Runtime.HandlerNotFound");
        assert_eq!(
            seen["errorMessage"],
            "Handler 'handler' missing on module 'handler'"
        );

        let seen = init_fault(&bed, "syntax", &[("handler.py", "def handler(:\n")]).await;
        assert_eq!(seen["errorType"], "Runtime.UserCodeSyntaxError");

        let seen = init_fault(
            &bed,
            "raises",
            &[("handler.py", "raise Exception('at start')")],
        )
        .await;
        assert_eq!(
            (&seen["errorType"], &seen["errorMessage"]),
            (&json!("Exception"), &json!("at start"))
        );
        bed.close().await;
    });
}

#[test]
fn a_process_that_ends_is_reported_and_replaced() {
    run(async {
        let bed = bed().await;
        let code = "
import os, signal, sys
def handler(event, context):
    if event == 'exit':
        sys.exit(0)
    if event == 'fail':
        os._exit(3)
    if event == 'kill':
        os.kill(os.getpid(), signal.SIGKILL)
    if event == 'crash':
        os.kill(os.getpid(), signal.SIGSEGV)
    return 'fine'
";
        bed.python("ends", code).await;
        for (event, reason) in [
            ("exit", "Runtime exited without providing a reason"),
            ("fail", "Runtime exited with error: exit status 3"),
            ("kill", "Runtime exited with error: signal: killed"),
            (
                "crash",
                "Runtime exited with error: signal: segmentation fault",
            ),
        ] {
            let invoked = bed.invoke("ends", &format!("\"{event}\"")).await;
            let seen: Value = serde_json::from_slice(&invoked.payload).unwrap();
            let message = format!("RequestId: {} Error: {reason}", invoked.request_id);
            let expected = json!({"errorType": "Runtime.ExitError", "errorMessage": message});
            assert_eq!(seen, expected);
            let tail = invoked.log_tail.unwrap();
            assert!(
                tail.contains(&format!("{message}\nRuntime.ExitError\nEND ")),
                "{tail}"
            );
            assert_eq!(bed.answer("ends", "").await, "fine");
        }
        let seen = init_fault(&bed, "early", &[("handler.py", "import sys; sys.exit(1)")]).await;
        assert_eq!(seen["errorType"], "Runtime.ExitError");
        bed.close().await;
    });
}

#[test]
fn a_process_that_ends_between_calls_is_replaced() {
    run(async {
        let bed = bed().await;
        let code = "
import os, threading
first = not os.path.exists('/tmp/seen')
open('/tmp/seen', 'w').close()
def handler(event, context):
    if first:
        threading.Timer(0.05, os._exit, [1]).start()
    return first
";
        bed.python("leaves", code).await;
        // A call that comes at that very moment fails with the process.
        while bed.invoke("leaves", "").await.payload != "false" {}
        bed.close().await;
    });
}

#[test]
fn a_response_over_the_limit_is_an_error_and_the_next_call_works() {
    run(async {
        let bed = bed().await;
        bed.python(
            "large",
            "def handler(event, context): return 'x' * (event - 2)",
        )
        .await;
        let most = 6_291_556;
        let answer = bed.invoke("large", &most.to_string()).await;
        assert_eq!((answer.failed, answer.payload.len()), (false, most));
        let expected = json!({
            "errorType": "Function.ResponseSizeTooLarge",
            "errorMessage": "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
        });
        for _ in 0..2 {
            assert_eq!(
                fault(&bed, "large", &(most + 1).to_string()).await,
                expected
            );
        }
        assert_eq!(bed.answer("large", "3").await, "x");
        bed.close().await;
    });
}

#[test]
fn runtimes_that_are_not_there() {
    run(async {
        let strict =
            |options: &mut lambda::Options| options.runtime_fallback = RuntimeFallback::Strict;
        let bed = bed_with(strict).await;
        let runtime = |id: &'static str| {
            move |configuration: &mut Configuration| configuration.runtime = id.into()
        };
        bed.function("node", &[("index.js", "")], runtime("nodejs22.x"))
            .await;
        let error = bed.try_invoke("node", "").await.unwrap_err();
        assert!(matches!(error, InvokeError::Runtime(_)), "{error}");
        assert!(
            error
                .to_string()
                .starts_with("The runtime nodejs22.x is not supported by this server")
        );
        bed.function("future", &[("handler.py", "")], runtime("python3.99"))
            .await;
        let error = bed.try_invoke("future", "").await.unwrap_err().to_string();
        assert!(
            error.starts_with("The runtime python3.99 is not installed on this server"),
            "{error}"
        );
        bed.close().await;
    });
}

#[test]
fn a_runtime_that_stands_in_is_said_in_each_start_line() {
    run(async {
        let found = bed().await;
        let python = found.lambda.runtimes().list().await;
        let python = python.into_iter().find(|one| one.runtime == "python3.11");
        found.close().await;
        let interpreter = python.unwrap().interpreter;
        let bed = bed_with(|options| {
            options.interpreters.insert("python3.9".into(), interpreter);
        })
        .await;
        let older = |configuration: &mut Configuration| configuration.runtime = "python3.9".into();
        let code = "import sys\ndef handler(event, context): return sys.version_info[1]";
        bed.function("old", &[("handler.py", code)], older).await;
        assert_eq!(bed.answer("old", "").await, 11);
        let log = bed.logs.reported(1).await;
        let note = " Version: $LATEST\tRuntime: python3.9 is not installed, python3.11.";
        assert!(log[1].contains(note), "{}", log[1]);
        bed.close().await;
    });
}

#[test]
fn a_flood_of_output_is_cut_and_does_not_hold_the_call() {
    run(async {
        let bed = bed_with(|options| options.log_bytes_per_invocation = 1 << 20).await;
        let code = "
import os
def handler(event, context):
    for _ in range(64):
        os.write(1, b'x' * (1 << 20))
    print('end')
";
        bed.python("flood", code).await;
        bed.answer("flood", "").await;
        let log = bed.logs.reported(1).await;
        let bytes: usize = log.iter().map(String::len).sum();
        assert!(((1 << 20)..(2 << 20)).contains(&bytes), "{bytes}");
        assert!(
            log.iter()
                .any(|line| line.contains("printed more than 1 MiB"))
        );
        bed.close().await;
    });
}
