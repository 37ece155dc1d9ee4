//! Cold and warm invocations of a Python function: `cargo bench -p lambda`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench")]

#[path = "../tests/lambda/support.rs"]
#[expect(dead_code, reason = "shared with the tests, which use more of it")]
mod support;

use std::time::{Duration, Instant};

use lambda::Invocation;

use support::{Bed, bed, run, target};

const CODE: &str = "def handler(event, context):\n    return {'statusCode': 200}\n";
const COLD: usize = 40;
const WARM: usize = 4000;

fn main() {
    run(async {
        let bed = bed().await;
        println!("sandbox {:?}", bed.lambda.sandbox());
        let mut cold = Vec::new();
        for number in 0..COLD {
            let name = format!("cold-{number}");
            bed.python(&name, CODE).await;
            let took = once(&bed, &name).await;
            // The first installs the runtime.
            if number > 0 {
                cold.push(took);
            }
        }
        show("cold", &mut cold);
        let mut warm = Vec::new();
        for _ in 0..WARM {
            warm.push(once(&bed, "cold-0").await);
        }
        show("warm", &mut warm);
        bed.close().await;
    });
}

async fn once(bed: &Bed, name: &str) -> Duration {
    let started = Instant::now();
    let invoked = bed
        .lambda
        .invoke(&target(name), Invocation::default())
        .await;
    let took = started.elapsed();
    assert!(!invoked.unwrap().failed);
    took
}

fn show(what: &str, times: &mut [Duration]) {
    times.sort();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    let (min, p50, p99) = (at(0), at(50), at(99));
    println!(
        "{what}: min {min:.2?}, p50 {p50:.2?}, p99 {p99:.2?} of {}",
        times.len()
    );
}
