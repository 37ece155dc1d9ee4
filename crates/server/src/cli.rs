//! The command line. Data goes to stdout, talk to stderr; exit status 0 is success, 1 failure, 2 wrong usage.

mod client;
mod doctor;
mod env;
mod explain;
mod operations;
mod runtimes;
pub(crate) mod serve;
mod validate;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Asynchronous APIs anywhere: API Gateway, Step Functions and Lambda, durable, in one binary.
#[derive(Debug, Parser)]
#[command(name = "stepwell", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server until SIGTERM or SIGINT.
    Serve(Box<serve::ServeOptions>),
    /// Print the environment that points AWS's tools at a running server: `eval "$(stepwell env)"`.
    Env(env::EnvOptions),
    /// Show the language runtimes functions can use here, or install what one needs.
    Runtimes(runtimes::RuntimesOptions),
    /// Say what is wrong with state machine definitions, as AWS would, with file, line and column.
    Validate(validate::ValidateOptions),
    /// Check the data directory, the server and what this machine offers; exit status 1 when something is wrong.
    Doctor(doctor::DoctorOptions),
    /// Say what an execution waits for, and since when.
    Explain(explain::ExplainOptions),
    /// List the AWS operations and which of them are built.
    Operations(operations::OperationsOptions),
}

/// Runs the command that the process was started with.
pub(crate) fn run() -> ExitCode {
    // A function's process is this binary started again: it sets up its own fence, then becomes the function.
    if std::env::args_os()
        .nth(1)
        .is_some_and(|argument| argument == lambda::sandbox::HELPER_ARGUMENT)
    {
        lambda::sandbox_main();
    }
    let outcome = match Cli::parse().command {
        Command::Serve(options) => serve::serve(*options),
        Command::Env(options) => env::print(&options),
        Command::Runtimes(options) => runtimes::run(&options),
        Command::Doctor(options) => doctor::run(&options),
        Command::Explain(options) => explain::run(&options),
        Command::Operations(options) => operations::print(&options),
        Command::Validate(options) => {
            return validate::run(&options).unwrap_or_else(failed);
        }
    };
    outcome.map_or_else(failed, |()| ExitCode::SUCCESS)
}

#[expect(
    clippy::print_stderr,
    reason = "the one place where a command says why it failed"
)]
fn failed(error: anyhow::Error) -> ExitCode {
    eprintln!("stepwell: {error:#}");
    ExitCode::FAILURE
}
