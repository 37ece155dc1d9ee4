//! `stepwell`: the binary. Reads the command line and hands over to one file of `cli/`.

mod cli;
mod listen;
mod telemetry;
mod wiring;

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
