//! `stepwell`: the binary. Reads the command line and hands over to one file of `cli/`.
//!
//! Its allocator counts for JSONata, so that an expression that grows without end is stopped.

mod cli;
mod listen;
mod telemetry;
mod wiring;

use std::process::ExitCode;

use query::jsonata::Counting;

#[global_allocator]
static ALLOCATOR: Counting<mimalloc::MiMalloc> = Counting(mimalloc::MiMalloc);

fn main() -> ExitCode {
    cli::run()
}
