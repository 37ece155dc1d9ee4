//! What the recorded calls do to the directory: changes of data and of names, syncs, and what the process said.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use crate::parse::{Call, Calls, Moment, bytes, text};

/// A file or a directory, whatever its names are.
pub(crate) type Node = u32;

/// The directory that is recorded.
pub(crate) const ROOT: Node = 0;

/// One change.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    Write {
        file: Node,
        at: u64,
        data: Vec<u8>,
    },
    Size {
        file: Node,
        size: u64,
    },
    Name {
        dir: Node,
        name: String,
        node: Node,
    },
    Unname {
        dir: Node,
        name: String,
    },
    Rename {
        from: (Node, String),
        to: (Node, String),
        node: Node,
    },
}

impl Change {
    /// The file whose data it changes.
    pub(crate) fn data_of(&self) -> Option<Node> {
        match self {
            Self::Write { file, .. } | Self::Size { file, .. } => Some(*file),
            _ => None,
        }
    }

    /// The node that gets a name.
    pub(crate) fn names(&self) -> Option<Node> {
        match self {
            Self::Name { node, .. } | Self::Rename { node, .. } => Some(*node),
            _ => None,
        }
    }

    pub(crate) fn is_in(&self, wanted: Node) -> bool {
        match self {
            Self::Name { dir, .. } | Self::Unname { dir, .. } => *dir == wanted,
            Self::Rename { from, to, .. } => from.0 == wanted || to.0 == wanted,
            _ => false,
        }
    }
}

/// A sync.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sync {
    pub(crate) node: Node,
    pub(crate) of_directory: bool,
}

/// What happens, in order. Changes and syncs are numbers of [`Trace::changes`] and [`Trace::syncs`].
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Begin(usize),
    End(usize),
    SyncBegin(usize),
    SyncEnd(usize),
    /// The process wrote a line to its report.
    Said(String),
}

/// Directories by their entries, and the content of files.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    pub(crate) dirs: HashMap<Node, BTreeMap<String, Node>>,
    pub(crate) files: HashMap<Node, Content>,
}

/// A file's data. What lies between the bytes and the size is zeros.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) bytes: Vec<u8>,
    pub(crate) size: u64,
}

/// A recording.
#[derive(Debug)]
pub(crate) struct Trace {
    /// The directory before.
    pub(crate) start: Tree,
    pub(crate) changes: Vec<Change>,
    pub(crate) syncs: Vec<Sync>,
    pub(crate) steps: Vec<Step>,
}

/// An open file.
#[derive(Clone, Debug)]
struct Open {
    target: Target,
    at: u64,
    append: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Node(Node),
    Report,
}

/// Follows the calls.
pub(crate) struct Tracer {
    root: PathBuf,
    report: PathBuf,
    dirs: HashMap<Node, BTreeMap<String, Node>>,
    sizes: HashMap<Node, u64>,
    next: Node,
    open: HashMap<i64, Open>,
    trace: Trace,
    /// What each call that has begun does, for its end.
    under_way: HashMap<usize, Vec<Step>>,
}

impl Tracer {
    /// The calls in `log` on the directory `root`, which was `start` before; lines written to `report` are said.
    pub(crate) fn trace(log: &Path, root: &Path, report: &Path, start: Tree) -> Trace {
        let calls = Calls::read(log);
        let nodes = start.dirs.keys().chain(start.files.keys());
        let mut tracer = Self {
            root: root.into(),
            report: report.into(),
            dirs: start.dirs.clone(),
            sizes: start
                .files
                .iter()
                .map(|(file, content)| (*file, content.size))
                .collect(),
            next: nodes.max().map_or(1, |last| last + 1),
            open: HashMap::new(),
            under_way: HashMap::new(),
            trace: Trace {
                start,
                changes: Vec::new(),
                syncs: Vec::new(),
                steps: Vec::new(),
            },
        };
        for moment in calls.moments {
            match moment {
                Moment::Begin(call)
                    if calls.calls[call].result.is_some_and(|result| result >= 0) =>
                {
                    tracer.begin(call, &calls.calls[call]);
                }
                Moment::End(call) if calls.calls[call].result.is_some_and(|result| result >= 0) => {
                    tracer.end(call, &calls.calls[call]);
                }
                _ => {}
            }
        }
        tracer.trace
    }

    fn begin(&mut self, number: usize, call: &Call) {
        let arguments = &call.arguments;
        match call.name.as_str() {
            "openat" => self.create(number, arguments),
            "mkdir" => self.make_dir(number, &arguments[0]),
            "mkdirat" => self.make_dir(number, &arguments[1]),
            "unlink" | "rmdir" => self.unname(number, "AT_FDCWD", &arguments[0]),
            "unlinkat" => self.unname(number, &arguments[0], &arguments[1]),
            "rename" => self.rename(number, &arguments[0], &arguments[1]),
            "renameat" | "renameat2" => self.rename(number, &arguments[1], &arguments[3]),
            "write" | "writev" => self.write(number, call, None),
            "pwrite64" | "pwritev" | "pwritev2" => {
                let at = arguments[3].parse().unwrap();
                self.write(number, call, Some(at));
            }
            "ftruncate" => self.resize(number, &arguments[0], arguments[1].parse().unwrap()),
            "fsync" | "fdatasync" => self.sync(number, &arguments[0]),
            // Another thread may get the same number before this call has ended.
            "close" => drop(self.open.remove(&descriptor(&arguments[0]))),
            "fallocate" | "copy_file_range" | "sendfile" | "splice" | "sync_file_range"
            | "syncfs" | "msync" | "io_uring_setup" | "truncate" | "link" | "linkat"
            | "symlink" | "symlinkat" => {
                panic!("the model does not know {call:?}");
            }
            _ => {}
        }
    }

    fn end(&mut self, number: usize, call: &Call) {
        let result = call.result.unwrap_or(-1);
        for step in self.under_way.remove(&number).unwrap_or_default() {
            self.trace.steps.push(step);
        }
        let arguments = &call.arguments;
        match call.name.as_str() {
            "openat" => self.opened(result, arguments),
            "dup" | "dup2" | "dup3" => self.duplicate(&arguments[0], result),
            "fcntl" if arguments[1].starts_with("F_DUPFD") => self.duplicate(&arguments[0], result),
            "lseek" => {
                if let Some(open) = self.open.get_mut(&descriptor(&arguments[0])) {
                    open.at = u64::try_from(result).unwrap();
                }
            }
            _ => {}
        }
    }

    fn change(&mut self, number: usize, change: Change) {
        let at = self.trace.changes.len();
        self.trace.changes.push(change);
        self.trace.steps.push(Step::Begin(at));
        self.under_way
            .entry(number)
            .or_default()
            .push(Step::End(at));
    }

    /// The directory and the last name of a path below the root.
    fn place(&self, path: &str) -> Option<(Node, String)> {
        let below = Path::new(path).strip_prefix(&self.root).ok()?;
        let mut names: Vec<_> = below.iter().map(|name| name.to_str().unwrap()).collect();
        let last = names.pop()?;
        let mut dir = ROOT;
        for name in names {
            dir = *self.dirs.get(&dir)?.get(name)?;
        }
        Some((dir, last.to_owned()))
    }

    fn place_at(&self, dir: &str, path: &str) -> Option<(Node, String)> {
        if path.starts_with('/') {
            return self.place(path);
        }
        match self.open.get(&descriptor(dir))?.target {
            Target::Node(dir) => Some((dir, path.to_owned())),
            Target::Report => None,
        }
    }

    fn node(&self, dir: &str, path: &str) -> Option<Node> {
        if Path::new(path) == self.root {
            return Some(ROOT);
        }
        let (dir, name) = self.place_at(dir, path)?;
        self.dirs.get(&dir)?.get(&name).copied()
    }

    fn create(&mut self, number: usize, arguments: &[String]) {
        let flags = &arguments[2];
        let Some((dir, name)) = self.place_at(&arguments[0], &text(&arguments[1])) else {
            return;
        };
        assert!(
            !flags.contains("O_TMPFILE") && !flags.contains("SYNC"),
            "{flags}"
        );
        match self.dirs[&dir].get(&name).copied() {
            None if flags.contains("O_CREAT") => {
                let node = self.name(number, dir, name);
                self.sizes.insert(node, 0);
            }
            Some(file) if flags.contains("O_TRUNC") => self.set_size(number, file, 0),
            _ => {}
        }
    }

    fn name(&mut self, number: usize, dir: Node, name: String) -> Node {
        let node = self.next;
        self.next += 1;
        self.dirs.entry(dir).or_default().insert(name.clone(), node);
        self.change(number, Change::Name { dir, name, node });
        node
    }

    fn make_dir(&mut self, number: usize, path: &str) {
        if let Some((dir, name)) = self.place(&text(path)) {
            let made = self.name(number, dir, name);
            self.dirs.insert(made, BTreeMap::new());
            self.trace.start.dirs.entry(made).or_default();
        }
    }

    fn unname(&mut self, number: usize, dir: &str, path: &str) {
        if let Some((dir, name)) = self.place_at(dir, &text(path)) {
            let known = self
                .dirs
                .get_mut(&dir)
                .and_then(|names| names.remove(&name));
            assert!(known.is_some(), "an unknown name is removed: {name}");
            self.change(number, Change::Unname { dir, name });
        }
    }

    fn rename(&mut self, number: usize, from: &str, to: &str) {
        let (Some(from), Some(to)) = (self.place(&text(from)), self.place(&text(to))) else {
            return;
        };
        let node = self
            .dirs
            .get_mut(&from.0)
            .and_then(|names| names.remove(&from.1));
        let node = node.unwrap();
        self.dirs
            .entry(to.0)
            .or_default()
            .insert(to.1.clone(), node);
        self.change(number, Change::Rename { from, to, node });
    }

    fn write(&mut self, number: usize, call: &Call, at: Option<u64>) {
        let Some(open) = self.open.get_mut(&descriptor(&call.arguments[0])) else {
            return;
        };
        let mut data = bytes(&call.arguments[1]);
        data.truncate(usize::try_from(call.result.unwrap_or(0)).unwrap());
        let file = match open.target {
            Target::Node(file) => file,
            Target::Report => {
                let said = String::from_utf8(data).unwrap();
                self.trace.steps.push(Step::Said(said.trim().to_owned()));
                return;
            }
        };
        let end = self.sizes[&file];
        let from = at.unwrap_or(if open.append { end } else { open.at });
        let until = from + data.len() as u64;
        if at.is_none() {
            open.at = until;
        }
        self.sizes.insert(file, end.max(until));
        self.change(
            number,
            Change::Write {
                file,
                at: from,
                data,
            },
        );
    }

    fn resize(&mut self, number: usize, file: &str, size: u64) {
        if let Some(Target::Node(file)) = self.open.get(&descriptor(file)).map(|open| open.target) {
            self.set_size(number, file, size);
        }
    }

    fn set_size(&mut self, number: usize, file: Node, size: u64) {
        self.sizes.insert(file, size);
        self.change(number, Change::Size { file, size });
    }

    fn sync(&mut self, number: usize, file: &str) {
        let open = self.open.get(&descriptor(file)).map(|open| open.target);
        let Some(Target::Node(node)) = open else {
            return;
        };
        let at = self.trace.syncs.len();
        let of_directory = self.dirs.contains_key(&node);
        self.trace.syncs.push(Sync { node, of_directory });
        self.trace.steps.push(Step::SyncBegin(at));
        self.under_way
            .entry(number)
            .or_default()
            .push(Step::SyncEnd(at));
    }

    fn opened(&mut self, result: i64, arguments: &[String]) {
        let path = text(&arguments[1]);
        let target = match Path::new(&path) == self.report {
            true => Some(Target::Report),
            false => self.node(&arguments[0], &path).map(Target::Node),
        };
        let append = arguments[2].contains("O_APPEND");
        match target {
            Some(target) => drop(self.open.insert(
                result,
                Open {
                    target,
                    at: 0,
                    append,
                },
            )),
            None => drop(self.open.remove(&result)),
        }
    }

    fn duplicate(&mut self, from: &str, to: i64) {
        if let Some(open) = self.open.get(&descriptor(from)).cloned() {
            self.open.insert(to, open);
        }
    }
}

fn descriptor(argument: &str) -> i64 {
    argument.parse().unwrap_or(-1)
}
