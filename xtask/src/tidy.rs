//! `cargo xtask tidy`: the rules of the repository that neither the compiler nor clippy checks.
//!
//! Every source file says what it is for; crates depend on each other only as the table says, and the pure ones on
//! nothing that does I/O; every invariant of `docs/ARCHITECTURE.md` is named by a test; no file outgrows its noun;
//! nothing is left to do later.

mod dependencies;
mod invariants;
mod sources;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// A file of the repository and its text.
pub(crate) struct File {
    /// Relative to the root, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Runs every check; the error lists everything found.
pub(crate) fn run(root: &Path) -> Result<String> {
    let mut files = Vec::new();
    for folder in ["crates", "xtask", "e2e"] {
        collect(root, &root.join(folder), &mut files)?;
    }
    let architecture = root.join("docs/ARCHITECTURE.md");
    let architecture = std::fs::read_to_string(&architecture)
        .with_context(|| architecture.display().to_string())?;
    let mut found = Vec::new();
    files
        .iter()
        .for_each(|file| sources::check(file, &mut found));
    dependencies::check(&files, &mut found);
    invariants::check(&architecture, &files, &mut found);
    if found.is_empty() {
        return Ok(format!("{} files are tidy", files.len()));
    }
    bail!("{}\n{} findings", found.join("\n"), found.len());
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) -> Result<()> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(());
    };
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in entries {
        paths.push(entry?.path());
    }
    paths.sort();
    for path in paths {
        let name = path
            .file_name()
            .and_then(|n| n.to_str())
            .unwrap_or_default();
        if path.is_dir() {
            if !name.starts_with('.') && !matches!(name, "target" | "node_modules" | "__pycache__")
            {
                collect(root, &path, files)?;
            }
        } else if name.ends_with(".rs") || name.ends_with(".py") || name == "Cargo.toml" {
            let text =
                std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            let path = path.strip_prefix(root).unwrap_or(&path);
            let path = path.to_string_lossy().replace('\\', "/");
            files.push(File { path, text });
        }
    }
    Ok(())
}
