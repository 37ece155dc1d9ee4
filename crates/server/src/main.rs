//! `stepwell`: the binary. Reads the command line and hands over to one file of `cli/`.

mod cli;
mod listen;
mod memory;
mod recover;
mod telemetry;
mod wiring;

use std::process::ExitCode;

use query::jsonata::Counting;

use crate::memory::Mimalloc;

/// Counts what JSONata expressions allocate, which bounds their memory.
#[global_allocator]
static ALLOCATOR: Counting<Mimalloc> = Counting(Mimalloc);

fn main() -> ExitCode {
    cli::run()
}
