//! Which crate may use which, and what a pure crate must not use.

use std::collections::BTreeSet;

use super::File;

/// Each crate and the crates of this workspace it may use outside tests.
const MAY_USE: [(&str, &[&str]); 15] = [
    ("model", &[]),
    ("query", &["model"]),
    ("vtl", &["model"]),
    ("asl", &["model", "query"]),
    ("iam", &["model"]),
    ("aws", &["model"]),
    ("store", &["model"]),
    ("store-embedded", &["model", "store"]),
    ("logs", &["model", "store"]),
    ("engine", &["model", "asl", "store", "logs"]),
    ("lambda", &["model", "store", "logs"]),
    (
        "gateway",
        &["model", "vtl", "query", "iam", "store", "logs"],
    ),
    ("objects", &["model"]),
    (
        "services",
        &[
            "model", "asl", "iam", "aws", "store", "logs", "engine", "lambda", "gateway", "objects",
        ],
    ),
    (
        "server",
        &[
            "model",
            "query",
            "asl",
            "iam",
            "aws",
            "store",
            "store-embedded",
            "logs",
            "engine",
            "lambda",
            "gateway",
            "objects",
            "services",
        ],
    ),
];

/// The crates that have no I/O, no clock and no randomness: their dependencies are the proof.
pub(super) const PURE: [&str; 6] = ["model", "query", "vtl", "asl", "iam", "aws"];

/// What would make a crate impure.
const IMPURE: [&str; 20] = [
    "tokio",
    "tokio-util",
    "futures-util",
    "async-trait",
    "hyper",
    "hyper-util",
    "http-body-util",
    "fjall",
    "rand",
    "getrandom",
    "uuid",
    "nix",
    "libc",
    "socket2",
    "mio",
    "tempfile",
    "landlock",
    "seccompiler",
    "zip",
    "tracing-subscriber",
];

/// Adds every forbidden dependency to `found`.
pub(super) fn check(files: &[File], found: &mut Vec<String>) {
    for file in files {
        let Some(name) = file.path.strip_prefix("crates/") else {
            continue;
        };
        if let Some(name) = name.strip_suffix("/Cargo.toml") {
            manifest(name, &file.path, &file.text, found);
        }
    }
}

fn manifest(name: &str, path: &str, text: &str, found: &mut Vec<String>) {
    let Some((_, may_use)) = MAY_USE.iter().find(|(of, _)| *of == name) else {
        found.push(format!(
            "{path}: the crate is not in the table of xtask/src/tidy/dependencies.rs"
        ));
        return;
    };
    let ours: BTreeSet<&str> = MAY_USE.iter().map(|(name, _)| *name).collect();
    for used in dependencies(text) {
        if ours.contains(used) && !may_use.contains(&used) {
            found.push(format!("{path}: {name} may not use {used}"));
        }
        if PURE.contains(&name) && IMPURE.contains(&used) {
            found.push(format!("{path}: {name} is pure and may not use {used}"));
        }
    }
    let inherits = text.lines().skip_while(|line| *line != "[lints]").nth(1);
    if inherits != Some("workspace = true") {
        found.push(format!("{path}: does not take the workspace's lints"));
    }
}

/// The names under `[dependencies]` and its target-specific kin.
fn dependencies(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        if let Some(section) = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            let table = section.strip_prefix("dependencies.");
            out.extend(table);
            inside = section == "dependencies"
                || (section.starts_with("target.") && section.ends_with(".dependencies"));
        } else if inside && !line.starts_with('#') {
            let name = line.split(['.', '=', ' ']).next();
            out.extend(name.filter(|name| !name.is_empty()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINTS: &str = "[lints]\nworkspace = true\n";

    fn findings(name: &str, dependencies: &str) -> Vec<String> {
        let mut found = Vec::new();
        let path = format!("crates/{name}/Cargo.toml");
        let text = format!("[package]\n{LINTS}{dependencies}");
        check(&[File { path, text }], &mut found);
        found
    }

    #[test]
    fn a_crate_uses_what_the_table_allows() {
        assert!(findings("asl", "[dependencies]\nquery.workspace = true\n").is_empty());
        assert_eq!(
            findings("asl", "[dependencies]\nstore.workspace = true\n").len(),
            1
        );
        assert_eq!(
            findings("asl", "[dependencies.store]\npath = \"x\"\n").len(),
            1
        );
        assert_eq!(findings("novel", "").len(), 1);
    }

    #[test]
    fn a_pure_crate_may_test_with_anything() {
        assert_eq!(findings("aws", "[dependencies]\ntokio = \"1\"\n").len(), 1);
        assert!(findings("aws", "[dev-dependencies]\ntokio = \"1\"\n").is_empty());
        assert!(findings("engine", "[dependencies]\ntokio = \"1\"\n").is_empty());
    }

    /// Invariant 6: the engine knows no Lambda, HTTP or IAM.
    #[test]
    fn the_engine_offers_tasks_and_knows_no_service() {
        for service in ["lambda", "iam", "aws", "gateway", "services"] {
            let line = format!("[dependencies]\n{service}.workspace = true\n");
            assert_eq!(findings("engine", &line).len(), 1, "{service}");
        }
    }

    /// Invariant 7: `aws` and `services` alone know wire formats; the binary wires them together.
    #[test]
    fn only_services_and_the_binary_use_the_wire_formats() {
        let users = MAY_USE.iter().filter(|(_, uses)| uses.contains(&"aws"));
        let users: Vec<&str> = users.map(|(name, _)| *name).collect();
        assert_eq!(users, ["services", "server"]);
    }
}
