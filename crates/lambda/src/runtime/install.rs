//! Installs AWS's runtime interface client for an interpreter into a directory of its own, with pip.
//!
//! The directory is made under another name and renamed when it is complete, so that a broken installation is never
//! used and servers that share the directory do not disturb each other.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

use super::Progress;
use super::python::Interpreter;

/// An installed runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Installed {
    /// The client and the SDK: what AWS has at `/var/runtime`.
    pub(super) library: PathBuf,
    /// A virtual environment without packages, for sandboxes that cannot hide the interpreter's own.
    pub(super) environment: PathBuf,
    /// The interpreter in that environment.
    pub(super) python: PathBuf,
}

const CLIENT: &str = "awslambdaric";
/// AWS's Python runtimes bring the SDK along.
const SDK: &str = "boto3";

const PATIENCE: Duration = Duration::from_secs(300);

const FETCH_PIP: &str = include_str!("fetch_pip.py");

/// Must work for any function to run.
const CHECK: &str = "import awslambdaric.bootstrap, runtime_client, ssl, hashlib, json";

/// What is installed for an interpreter, if it is.
pub(super) fn existing(dir: &Path, interpreter: &Interpreter) -> Option<Installed> {
    let installed = at(&place(dir, interpreter), interpreter);
    installed.python.exists().then_some(installed)
}

/// Installs, unless that is done. The error is for whoever operates the server.
pub(super) async fn ensure(
    dir: &Path,
    interpreter: &Interpreter,
    progress: Progress<'_>,
) -> Result<Installed, String> {
    if let Some(installed) = existing(dir, interpreter) {
        return Ok(installed);
    }
    let _lock = lock(dir).await.map_err(|error| error.to_string())?;
    if let Some(installed) = existing(dir, interpreter) {
        return Ok(installed);
    }
    let place = place(dir, interpreter);
    let draft = dir.join(format!(".{}", uuid::Uuid::new_v4().simple()));
    let made = make(&draft, interpreter, progress).await;
    let settled = made.and_then(|()| fs::rename(&draft, &place).map_err(|e| e.to_string()));
    if settled.is_err() {
        let _ = fs::remove_dir_all(&draft);
    }
    settled?;
    progress(&format!("installed below {}", place.display()));
    Ok(at(&place, interpreter))
}

/// Interpreters of one version at different places do not share.
fn place(dir: &Path, interpreter: &Interpreter) -> PathBuf {
    let path = interpreter.executable.display().to_string();
    let digest = store::blob::sha256_hex(path.as_bytes());
    dir.join(format!(
        "python{}-{}",
        interpreter.version_text(),
        &digest[..8]
    ))
}

fn at(place: &Path, interpreter: &Interpreter) -> Installed {
    let environment = place.join("environment");
    Installed {
        library: place.join("library"),
        python: environment.join("bin").join(name(interpreter)),
        environment,
    }
}

fn name(interpreter: &Interpreter) -> String {
    let [major, minor, _] = interpreter.version;
    format!("python{major}.{minor}")
}

/// Processes that share the directory install one after another.
async fn lock(dir: &Path) -> io::Result<File> {
    fs::create_dir_all(dir)?;
    let file = File::create(dir.join("lock"))?;
    let locked = tokio::task::spawn_blocking(move || file.lock().map(|()| file)).await;
    locked.map_err(io::Error::other)?
}

async fn make(
    draft: &Path,
    interpreter: &Interpreter,
    progress: Progress<'_>,
) -> Result<(), String> {
    let installed = at(draft, interpreter);
    environment(&installed, interpreter).map_err(|error| error.to_string())?;
    progress(&format!(
        "installing {CLIENT} and {SDK} for Python {} with pip",
        interpreter.version_text()
    ));
    let target = &installed.library;
    let pip = Pip::find(&interpreter.executable, draft, progress).await?;
    if let Err(reason) = pip.install(target, &[CLIENT, SDK]).await {
        progress(&format!("trying without {SDK}: {reason}"));
        pip.install(target, &[CLIENT]).await?;
    }
    check(&installed).await
}

/// A virtual environment is a directory with this file and a link to the interpreter.
fn environment(installed: &Installed, interpreter: &Interpreter) -> io::Result<()> {
    let bin = installed.environment.join("bin");
    fs::create_dir_all(&bin)?;
    fs::create_dir_all(&installed.library)?;
    symlink(&interpreter.executable, bin.join(name(interpreter)))?;
    let home = interpreter
        .executable
        .parent()
        .unwrap_or_else(|| Path::new("/"));
    let text = format!(
        "home = {}\ninclude-system-site-packages = false\nversion = {}\n",
        home.display(),
        interpreter.version_text()
    );
    fs::write(installed.environment.join("pyvenv.cfg"), text)
}

/// The interpreter's own pip, or one that is fetched: distributions package them apart.
#[derive(Debug)]
struct Pip {
    executable: PathBuf,
    /// `-m pip`, or the path of pip inside its wheel, which Python runs as it is.
    program: Vec<OsString>,
}

impl Pip {
    async fn find(
        executable: &Path,
        scratch: &Path,
        progress: Progress<'_>,
    ) -> Result<Self, String> {
        let executable = executable.to_owned();
        let own = ["-m", "pip"].map(OsString::from).to_vec();
        let mut ask = Command::new(&executable);
        ask.args(&own).arg("--version");
        if run(ask).await.is_ok() {
            let program = own;
            return Ok(Self {
                executable,
                program,
            });
        }
        progress("this Python has no pip; fetching one");
        let wheel = scratch.join("pip.whl");
        let mut fetch = Command::new(&executable);
        fetch.args(["-I", "-c", FETCH_PIP]).arg(&wheel);
        run(fetch)
            .await
            .map_err(|reason| format!("it has no pip, and pip cannot be fetched: {reason}"))?;
        let program = vec![wheel.join("pip").into_os_string()];
        Ok(Self {
            executable,
            program,
        })
    }

    async fn install(&self, target: &Path, packages: &[&str]) -> Result<(), String> {
        let mut command = Command::new(&self.executable);
        command
            .args(&self.program)
            .args(["install", "--quiet", "--no-input"])
            .args(["--disable-pip-version-check", "--no-warn-script-location"])
            .arg("--target")
            .arg(target)
            .args(packages)
            .env("PIP_ROOT_USER_ACTION", "ignore");
        run(command).await
    }
}

async fn check(installed: &Installed) -> Result<(), String> {
    let mut command = Command::new(&installed.python);
    command
        .args(["-c", CHECK])
        .env("PYTHONPATH", &installed.library);
    run(command).await
}

async fn run(mut command: Command) -> Result<(), String> {
    command.stdin(Stdio::null()).kill_on_drop(true);
    let finished = timeout(PATIENCE, command.output()).await;
    let output = finished
        .map_err(|_| format!("it took longer than {PATIENCE:?}"))?
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<_> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let last = &lines[lines.len().saturating_sub(3)..];
    Err(format!("{}: {}", output.status, last.join(" | ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_interpreter_without_pip_gets_one() {
        let dir = tempfile::tempdir().unwrap();
        let sources = super::super::python::Sources::default();
        let Some(minor) = super::super::python::minors(&sources)
            .into_iter()
            .next_back()
        else {
            println!("skipped: no Python interpreter found");
            return;
        };
        let runtime = format!("python3.{minor}");
        let found = super::super::python::find(&runtime, minor, &sources).await;
        let interpreter = found.unwrap();
        let bare = at(dir.path(), &interpreter);
        environment(&bare, &interpreter).unwrap();
        let pip = Pip::find(&bare.python, dir.path(), &|_| {}).await.unwrap();
        assert_eq!(pip.program, [dir.path().join("pip.whl/pip")]);
        let target = dir.path().join("target");
        pip.install(&target, &["simplejson"]).await.unwrap();
        assert!(target.join("simplejson").is_dir());
    }
}
