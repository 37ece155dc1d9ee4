//! Finds Python interpreters: named ones, those of pyenv and uv, those on the path.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde::Deserialize;
use tokio::process::Command;
use tokio::time::timeout;

use crate::reach::is_public;

/// An interpreter that answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Interpreter {
    pub(super) executable: PathBuf,
    /// Major, minor, patch.
    pub(super) version: [u32; 3],
    /// Where it is installed.
    pub(super) prefix: PathBuf,
    /// Its own third-party packages, which functions must not see.
    pub(super) sites: Vec<PathBuf>,
}

/// Where interpreters are looked for.
#[derive(Debug, Default)]
pub(super) struct Sources {
    /// By runtime identifier, before any that is found.
    pub(super) explicit: BTreeMap<String, PathBuf>,
    /// Only those that any user may run.
    pub(super) public: bool,
}

#[derive(Deserialize)]
struct Answer {
    version: [u32; 3],
    prefix: PathBuf,
    sites: Vec<PathBuf>,
}

const QUESTION: &str = "import json,site,sys;print(json.dumps({'version':list(sys.version_info[:3]),\
'prefix':sys.base_prefix,'sites':site.getsitepackages()}))";

const PATIENCE: Duration = Duration::from_secs(20);

impl Interpreter {
    /// `3.11.7`.
    pub(super) fn version_text(&self) -> String {
        let [major, minor, patch] = self.version;
        format!("{major}.{minor}.{patch}")
    }

    /// The executable below the prefix, if it is there.
    pub(super) fn relative_executable(&self) -> Option<&Path> {
        self.executable.strip_prefix(&self.prefix).ok()
    }

    /// Directories of third-party packages as seen inside a sandbox that shows the prefix at `lang` too.
    pub(super) fn hidden(&self, lang: &str) -> Vec<PathBuf> {
        let at_lang = |site: &PathBuf| {
            let relative = site.strip_prefix(&self.prefix).ok()?;
            Some(Path::new(lang).join(relative))
        };
        let mut all: Vec<_> = self.sites.iter().filter_map(at_lang).collect();
        all.extend(self.sites.iter().cloned());
        all
    }
}

/// The interpreter of a runtime, asked for its version. A named interpreter is taken whatever its version.
pub(super) async fn find(runtime: &str, minor: u32, sources: &Sources) -> Option<Interpreter> {
    if let Some(named) = sources.explicit.get(runtime) {
        return ask(named).await;
    }
    for candidate in candidates(sources).remove(&minor).unwrap_or_default() {
        match ask(&candidate).await {
            Some(found) if found.version[1] == minor => return Some(found),
            _ => {}
        }
    }
    None
}

/// The minor versions there seem to be, oldest first.
pub(super) fn minors(sources: &Sources) -> BTreeSet<u32> {
    let named = sources.explicit.keys().filter_map(|name| minor_of(name));
    named.chain(candidates(sources).into_keys()).collect()
}

async fn ask(executable: &Path) -> Option<Interpreter> {
    let asked = Command::new(executable)
        .args(["-I", "-c", QUESTION])
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = timeout(PATIENCE, asked).await.ok()?.ok()?;
    let answer: Answer = serde_json::from_slice(&output.stdout).ok()?;
    Some(Interpreter {
        executable: executable.to_owned(),
        version: answer.version,
        prefix: answer.prefix,
        sites: answer.sites,
    })
}

/// Files that are called like an interpreter, by minor version, the best first.
fn candidates(sources: &Sources) -> BTreeMap<u32, Vec<PathBuf>> {
    let mut found: BTreeMap<u32, Vec<PathBuf>> = BTreeMap::new();
    for directory in managed().into_iter().chain(path()) {
        for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let path = entry.path();
            let minor = name.to_str().and_then(minor_of);
            let minor = minor.filter(|_| !sources.public || is_public(&path));
            if let Some(minor) = minor {
                found.entry(minor).or_default().push(path);
            }
        }
    }
    found
}

/// The minor version in `python3.11`, and in no other kind of name.
fn minor_of(name: &str) -> Option<u32> {
    let minor = name.strip_prefix("python3.")?.parse().ok();
    minor.filter(|minor| *minor >= 8)
}

/// The `bin` directories of interpreters that pyenv and uv manage, the newest version first.
fn managed() -> Vec<PathBuf> {
    let home = std::env::var_os("HOME")
        .map(PathBuf::from)
        .unwrap_or_default();
    let pyenv = std::env::var_os("PYENV_ROOT").map_or_else(|| home.join(".pyenv"), PathBuf::from);
    let mut all = Vec::new();
    for root in [pyenv.join("versions"), home.join(".local/share/uv/python")] {
        let entries = fs::read_dir(root).into_iter().flatten().flatten();
        let mut versions: Vec<_> = entries.map(|entry| entry.path()).collect();
        versions.sort_by_key(|path| std::cmp::Reverse(numbers(path)));
        all.extend(versions.into_iter().map(|version| version.join("bin")));
    }
    all
}

/// The numbers in a file name: `3.11.7` sorts after `3.9.18`.
fn numbers(path: &Path) -> Vec<u32> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let parts = name.split(|c: char| !c.is_ascii_digit());
    parts.filter_map(|part| part.parse().ok()).collect()
}

/// The search path, without the shims of version managers, and the usual places.
fn path() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let usual = ["/usr/local/bin", "/usr/bin"].map(PathBuf::from);
    let mut all: Vec<_> = std::env::split_paths(&path).collect();
    all.retain(|directory| !directory.ends_with("shims"));
    all.extend(usual);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_interpreters_are_candidates() {
        assert_eq!(minor_of("python3.11"), Some(11));
        for name in [
            "python3",
            "python3.11-config",
            "python3.7",
            "python2.7",
            "pip3.11",
        ] {
            assert_eq!(minor_of(name), None, "{name}");
        }
    }

    #[test]
    fn versions_sort_by_number() {
        assert!(numbers(Path::new("/x/3.11.7")) > numbers(Path::new("/x/3.9.18")));
    }

    #[test]
    fn packages_are_hidden_at_both_places() {
        let python = Interpreter {
            executable: "/opt/py/bin/python3.11".into(),
            version: [3, 11, 7],
            prefix: "/opt/py".into(),
            sites: vec!["/opt/py/lib/python3.11/site-packages".into()],
        };
        let hidden = python.hidden("/var/lang");
        let expected = [
            "/var/lang/lib/python3.11/site-packages",
            "/opt/py/lib/python3.11/site-packages",
        ];
        assert_eq!(hidden, expected.map(PathBuf::from));
    }
}
