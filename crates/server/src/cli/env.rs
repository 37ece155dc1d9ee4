//! `stepwell env`: the environment variables that point AWS's tools at a server.

use clap::Args;

/// Options of `stepwell env`.
#[derive(Debug, Args)]
pub(crate) struct EnvOptions {
    /// The server's address.
    #[arg(long, default_value = "http://127.0.0.1:4566")]
    endpoint: String,
    /// The region to work in.
    #[arg(long, default_value = model::Region::DEFAULT)]
    region: String,
}

/// Prints shell assignments.
#[expect(
    clippy::print_stdout,
    reason = "the assignments are the command's data"
)]
pub(crate) fn print(options: &EnvOptions) -> anyhow::Result<()> {
    let EnvOptions { endpoint, region } = options;
    println!("export AWS_ENDPOINT_URL={endpoint}");
    println!("export AWS_REGION={region}");
    println!("export AWS_DEFAULT_REGION={region}");
    println!("export AWS_ACCESS_KEY_ID=test");
    println!("export AWS_SECRET_ACCESS_KEY=test");
    // StartSyncExecution would otherwise be sent to `sync-127.0.0.1`, which is no host.
    println!("export AWS_DISABLE_HOST_PREFIX_INJECTION=true");
    Ok(())
}
