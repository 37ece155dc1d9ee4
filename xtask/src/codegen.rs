//! `cargo xtask codegen`: `crates/aws/src/generated/` from `models/`.
//!
//! For each service two files: `tables/<service>.rs` describes every operation and shape, `<service>.rs` holds the
//! typed structures of the operations named in `models/operations.json`.

mod names;
mod tables;
mod types;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::model;

/// `models/operations.json`: lists of operations by service.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Lists {
    /// The operations that get typed structures.
    typed: BTreeMap<String, Vec<String>>,
    /// Those whose output the product itself reads; other outputs are only written.
    read_outputs: BTreeMap<String, Vec<String>>,
}

/// Writes every generated file whose text has changed.
pub(crate) fn write(root: &Path) -> Result<String> {
    let files = render(root)?;
    let mut changed = 0;
    for (path, text) in &files {
        if current(path)? != *text {
            let folder = path.parent().context("a generated file is in a folder")?;
            std::fs::create_dir_all(folder)?;
            std::fs::write(path, text)?;
            changed += 1;
        }
    }
    Ok(format!("{} files, {changed} changed", files.len()))
}

/// Fails when a generated file is not what [`write`] would write.
pub(crate) fn check(root: &Path) -> Result<String> {
    let files = render(root)?;
    let mut stale = Vec::new();
    for (path, text) in &files {
        if current(path)? != *text {
            stale.push(path.display().to_string());
        }
    }
    if stale.is_empty() {
        return Ok(format!("{} generated files are current", files.len()));
    }
    bail!(
        "run `cargo xtask codegen`; these files are stale:\n{}",
        stale.join("\n")
    );
}

fn current(path: &Path) -> Result<String> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(error).with_context(|| path.display().to_string()),
    }
}

fn render(root: &Path) -> Result<Vec<(PathBuf, String)>> {
    let models = root.join("models");
    let lists: Lists = model::read(&models.join("operations.json"))?;
    let generated = root.join("crates/aws/src/generated");
    let mut files = Vec::new();
    for service in model::SERVICES {
        let model = model::load(&models, service)?;
        let wanted = lists.typed.get(service);
        let wanted = wanted.map(Vec::as_slice).unwrap_or_default();
        let read = lists.read_outputs.get(service);
        let read = read.map(Vec::as_slice).unwrap_or_default();
        if let Some(unknown) = wanted
            .iter()
            .find(|name| model.operations.get(name).is_none())
        {
            bail!("models/operations.json: {service} has no operation {unknown}");
        }
        let file = format!("{service}.rs");
        files.push((
            generated.join("tables").join(&file),
            tables::render(service, &model, wanted)?,
        ));
        files.push((
            generated.join(&file),
            types::render(service, &model, wanted, read)?,
        ));
    }
    Ok(files)
}
