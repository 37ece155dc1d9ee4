//! Deterministic simulation: seeded executions, workers, faults and crashes on a manual clock, with invariants checked
//! after each step. Everything a run does follows from its seed.
//!
//! `SIMULATION_SEED=n cargo test -p engine --test simulation` replays one seed; `SIMULATION_SEEDS=n` runs that many.
//! `SIMULATION_POINT=n` replays one crash point.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod check;
mod ending;
mod express;
mod life;
mod machines;
mod map_runs;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use check::Totals;
use world::Simulation;

/// Seeds of an ordinary run.
const SEEDS: u64 = 2000;
/// Steps of one seed: starts, results, time, faults, crashes.
const STEPS: usize = 60;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

#[test]
fn every_seed_keeps_the_invariants() {
    let seeds = match number("SIMULATION_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("SIMULATION_SEEDS").unwrap_or(SEEDS),
    };
    let totals = all(seeds, "SIMULATION_SEED", |seed| {
        Simulation::run(seed, STEPS)
    });
    println!("{totals:?}");
    totals.assert_everything_happened();
}

/// One execution, and a crash after each of the first turns that anything takes; once more with what waits lost.
#[test]
fn a_crash_at_every_point_loses_nothing() {
    const TURNS: u64 = 16;
    let points = machines::MACHINES.len() as u64 * TURNS * 2;
    let points = match number("SIMULATION_POINT") {
        Some(point) => point..point + 1,
        None => 0..points,
    };
    let totals = all(points, "SIMULATION_POINT", |point| {
        let machine = usize::try_from(point / 2 / TURNS).unwrap();
        let turns = usize::try_from(point / 2 % TURNS).unwrap();
        Simulation::crash_after(machine, turns, point % 2 == 1)
    });
    println!("{totals:?}");
}

#[test]
fn a_seed_repeats_itself() {
    let first = Simulation::run(7, STEPS);
    let second = Simulation::run(7, STEPS);
    assert_eq!(first, second);
}

/// Runs `numbers` on all cores. The first failure ends it, and prints how to repeat it.
fn all(
    numbers: std::ops::Range<u64>,
    variable: &str,
    run: impl Fn(u64) -> Totals + Sync,
) -> Totals {
    let next = AtomicU64::new(numbers.start);
    let totals = Mutex::new(Totals::default());
    let work = || loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= numbers.end {
            return;
        }
        match catch_unwind(AssertUnwindSafe(|| run(number))) {
            Ok(seen) => totals.lock().unwrap().add(seen),
            Err(_) => {
                next.store(numbers.end, Ordering::Relaxed);
                panic!(
                    "{number} fails, as above; replay it with\n\
                     {variable}={number} cargo test -p engine --test simulation -- --nocapture"
                );
            }
        }
    };
    std::thread::scope(|scope| {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..cores {
            std::thread::Builder::new()
                .stack_size(8 << 20)
                .spawn_scoped(scope, work)
                .unwrap();
        }
    });
    totals.into_inner().unwrap()
}
