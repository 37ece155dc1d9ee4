//! Power loss, which a kill is not: a kill keeps what the kernel has, a power loss only what was synced.
//!
//! A child process works on a store under `strace`. From the recorded calls the directory is rebuilt as it may stand
//! after a power loss at one of their points: what was synced is there, what was not is there, missing, torn or out of
//! order. Such an image is opened by another process, compared with everything that was acknowledged at that point,
//! written to, and opened once more.
//!
//! Two models say what an image may be. *Ext4-like*: changes of names survive as a prefix of their order, and the sync
//! of a file takes its own name along; data and sizes that were not synced are arbitrary. *Strict*: a name survives
//! only by the sync of its directory.
//!
//! `POWER_LOSS_SECONDS=600 cargo test -p store-embedded --test power_loss` goes on for ten minutes, with new numbers
//! each time (`cargo xtask power-loss --minutes 10` does that); `POWER_LOSS_SEED=n` repeats a run.
#![expect(clippy::unwrap_used, reason = "tests")]

mod by_hand;
mod disk;
mod image;
mod medium;
mod parse;
mod plan;
mod record;
mod role;
mod series;
mod trace;

use std::time::{Duration, Instant};

use disk::Ignored;
use record::{Recording, strace};
use series::{Series, Verdict};

/// How long the series of an ordinary run may take together.
const SECONDS: u64 = 40;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// One seed for all numbers of a run.
fn seed() -> u64 {
    number("POWER_LOSS_SEED").unwrap_or(20_260_101)
}

/// True where nothing can be recorded; says so.
#[expect(clippy::print_stdout, reason = "a test that does not run says so")]
fn skipped() -> bool {
    let missing = strace().is_none();
    if missing {
        assert!(
            std::env::var_os("CI").is_none(),
            "strace is missing; run scripts/setup"
        );
        println!("skipped: strace not found; scripts/setup installs it");
    }
    missing
}

/// Everything that was acknowledged is there, in every image of every series: of a new store, of one that recovers from
/// a power loss, and of one whose journal is full and is replaced.
#[test]
fn nothing_acknowledged_is_lost() {
    if skipped() {
        return;
    }
    let budget = Duration::from_secs(number("POWER_LOSS_SECONDS").unwrap_or(SECONDS));
    let end = Instant::now() + budget;
    let mut seed = seed();
    let mut images = 0;
    while images == 0 || (Instant::now() < end && number("POWER_LOSS_SECONDS").is_some()) {
        images += round(seed, end);
        seed += 1;
    }
    say(&format!("{images} images, none with a fault"));
}

fn round(seed: u64, end: Instant) -> usize {
    let left = || end.saturating_duration_since(Instant::now());
    let new = Recording::new(plan::SHORT);
    let mut images = Series::new(&new, seed)
        .run(left().mul_f32(0.5))
        .expect_sound();
    // Recovery is work like any other: it is cut as well.
    let base = Series::new(&new, seed + 1000).one_image();
    let recovery = Recording::over(&base, plan::SHORT + 40);
    images += Series::new(&recovery, seed)
        .run(left().mul_f32(0.5))
        .expect_sound();
    let full = Recording::with_full_journal();
    images += Series::new(&full, seed).run(left()).expect_sound();
    images
}

/// The test can see loss: when syncs are taken for nothing, most images have lost something.
#[test]
fn without_syncs_it_fails() {
    if skipped() {
        return;
    }
    let recording = Recording::new(60);
    for (ignored, share) in [
        (Ignored::All, 2),
        (Ignored::Data, 2),
        (Ignored::Directories, 20),
    ] {
        let verdicts = Series::new(&recording, seed())
            .ignoring(ignored)
            .at_most(40)
            .run(Duration::from_secs(20));
        let (lost, all) = (verdicts.count(Verdict::is_fault), verdicts.len());
        say(&format!("{ignored:?}: {lost} of {all} images have a fault"));
        assert!(lost * share >= all, "{ignored:?}: {lost} of {all}");
    }
}

#[expect(clippy::print_stdout, reason = "what a series found")]
fn say(line: &str) {
    println!("{line}");
}
