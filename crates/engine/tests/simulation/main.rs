//! Deterministic simulation: seeded executions, workers, faults and crashes on a manual clock, with invariants checked
//! after each step. Everything a run does follows from its seed.
//!
//! `SIMULATION_SEED=n cargo test -p engine --test simulation` replays one seed; `SIMULATION_SEEDS=n` runs that many.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod check;
mod ending;
mod life;
mod machines;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};

use world::Simulation;

/// Seeds of an ordinary run.
const SEEDS: u64 = 300;
/// Steps of one seed: starts, results, time, faults, crashes.
const STEPS: usize = 60;

#[test]
fn every_seed_keeps_the_invariants() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let seeds: Vec<u64> = match number("SIMULATION_SEED") {
        Some(seed) => vec![seed],
        None => (0..number("SIMULATION_SEEDS").unwrap_or(SEEDS)).collect(),
    };
    let mut totals = check::Totals::default();
    for seed in seeds {
        match catch_unwind(AssertUnwindSafe(|| Simulation::run(seed, STEPS))) {
            Ok(seen) => totals.add(seen),
            Err(panic) => {
                println!("seed {seed} fails; replay it with");
                println!(
                    "SIMULATION_SEED={seed} cargo test -p engine --test simulation -- --nocapture"
                );
                std::panic::resume_unwind(panic);
            }
        }
    }
    println!("{totals:?}");
    totals.assert_everything_happened();
}

#[test]
fn a_seed_repeats_itself() {
    let first = Simulation::run(7, STEPS);
    let second = Simulation::run(7, STEPS);
    assert_eq!(first, second);
}
