//! The server, asked over HTTP.

use http::StatusCode;
use serde::Deserialize;

use super::super::client;
use super::Finding;

/// What the health page says.
#[derive(Debug, Deserialize)]
pub(super) struct Health {
    version: String,
    status: String,
    store: StoreHealth,
    iam: String,
    sandbox: String,
}

#[derive(Debug, Deserialize)]
struct StoreHealth {
    kind: String,
    failure: Option<String>,
}

/// What came of asking.
#[derive(Debug)]
pub(super) enum Asked {
    Silent(String),
    Strange(StatusCode),
    Answered(Health),
}

impl Asked {
    /// The sandbox level in use.
    pub(super) fn sandbox(&self) -> Option<&str> {
        match self {
            Self::Answered(health) => Some(&health.sandbox),
            _ => None,
        }
    }
}

/// Asks for the health page.
pub(super) async fn health(endpoint: &str) -> Asked {
    match client::get(endpoint, "/_stepwell/health", "").await {
        Err(error) => Asked::Silent(error.to_string()),
        Ok((status, body)) => match serde_json::from_slice(&body) {
            Ok(health) => Asked::Answered(health),
            Err(_) => Asked::Strange(status),
        },
    }
}

/// Judges the answer; `held` says that some server uses the data directory.
pub(super) fn check(endpoint: &str, asked: &Asked, held: bool) -> Vec<Finding> {
    match asked {
        Asked::Silent(why) if held => {
            let advice = "a server uses the data directory: give its address with --endpoint; if this is it, look at its log";
            vec![Finding::wrong("server", why, advice)]
        }
        Asked::Silent(_) => vec![Finding::ok("server", format!("none runs at {endpoint}"))],
        Asked::Strange(status) => {
            let found = format!("something else answers at {endpoint} (status {status})");
            let advice = "stop it, or start the server with another --listen";
            vec![Finding::wrong("server", found, advice)]
        }
        Asked::Answered(health) => answered(endpoint, health, held),
    }
}

fn answered(endpoint: &str, health: &Health, held: bool) -> Vec<Finding> {
    let Health {
        version,
        status,
        store,
        iam,
        ..
    } = health;
    let found = format!(
        "{status} at {endpoint}: version {version}, {} store, IAM {iam}",
        store.kind
    );
    let mut findings = vec![match &store.failure {
        None => Finding::ok("server", found),
        Some(failure) => Finding::wrong(
            "server",
            format!("{found}: {failure}"),
            "remove the cause and restart it; what was acknowledged is kept",
        ),
    }];
    let own = env!("CARGO_PKG_VERSION");
    if version != own {
        let found = format!("the server is version {version}, this command {own}");
        findings.push(Finding::remark("version", found, "use the same of both"));
    }
    if !held {
        let found = "the server uses another data directory than this one";
        let advice = "name its directory with --data-dir to have it looked at";
        findings.push(Finding::remark("server", found, advice));
    }
    findings
}
