//! The disk at one point of a recording: what is durable, and what may or may not be.

use std::collections::HashMap;

use crate::trace::{Change, Content, Node, Step, Trace, Tree};

/// Syncs that are taken for nothing, to see that the test sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ignored {
    Nothing,
    All,
    Data,
    Directories,
}

impl Ignored {
    fn holds(self, of_directory: bool) -> bool {
        match self {
            Self::Nothing => false,
            Self::All => true,
            Self::Data => !of_directory,
            Self::Directories => of_directory,
        }
    }
}

/// How many operations earlier processes acknowledged and began.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Before {
    pub(crate) acknowledged: usize,
    pub(crate) begun: usize,
}

/// The disk after some steps. Numbers are those of [`Trace::changes`].
#[derive(Debug)]
pub(crate) struct Disk<'a> {
    trace: &'a Trace,
    ignored: Ignored,
    /// What is durable under the ext4-like model.
    pub(crate) durable: Tree,
    /// The names that are durable under the strict model.
    pub(crate) strict: Tree,
    /// Changes of data that are not durable.
    pub(crate) data: Vec<usize>,
    /// Changes of names that are not durable under the ext4-like model.
    pub(crate) names: Vec<usize>,
    /// The same under the strict model.
    pub(crate) strict_names: Vec<usize>,
    ended: Vec<bool>,
    syncing: HashMap<usize, Covered>,
    /// The last thing that the process said of each kind.
    pub(crate) acknowledged: usize,
    pub(crate) begun: usize,
}

/// What a sync makes durable when it ends: what had ended when it began.
#[derive(Debug)]
struct Covered {
    data: Vec<usize>,
    /// All changes of names before this one.
    names_before: usize,
    strict_names: Vec<usize>,
}

impl<'a> Disk<'a> {
    pub(crate) fn new(trace: &'a Trace, ignored: Ignored, before: Before) -> Self {
        Self {
            trace,
            ignored,
            durable: trace.start.clone(),
            strict: Tree {
                dirs: trace.start.dirs.clone(),
                files: HashMap::new(),
            },
            data: Vec::new(),
            names: Vec::new(),
            strict_names: Vec::new(),
            ended: vec![false; trace.changes.len()],
            syncing: HashMap::new(),
            acknowledged: before.acknowledged,
            begun: before.begun,
        }
    }

    pub(crate) fn step(&mut self, step: &Step) {
        match step {
            Step::Begin(change) if self.trace.changes[*change].data_of().is_some() => {
                self.data.push(*change);
            }
            Step::Begin(change) => {
                self.names.push(*change);
                self.strict_names.push(*change);
            }
            Step::End(change) => self.ended[*change] = true,
            Step::SyncBegin(sync) => {
                let covered = self.covered(*sync);
                self.syncing.insert(*sync, covered);
            }
            Step::SyncEnd(sync) => self.synced(*sync),
            Step::Said(said) => {
                let (kind, number) = said.split_once(' ').unwrap();
                let number = number.parse().unwrap();
                match kind {
                    "begin" => self.begun = number,
                    "done" => self.acknowledged = number,
                    other => panic!("said {other}"),
                }
            }
        }
    }

    fn covered(&self, sync: usize) -> Covered {
        let sync = self.trace.syncs[sync];
        let node = sync.node;
        let changes = &self.trace.changes;
        let ended = |change: &&usize| self.ended[**change];
        if sync.of_directory {
            let inside = |change: &&usize| changes[**change].is_in(node);
            let last = self.names.iter().filter(ended).rfind(inside);
            let own = self.strict_names.iter().filter(ended).filter(inside);
            return Covered {
                data: Vec::new(),
                names_before: last.map_or(0, |last| last + 1),
                strict_names: own.copied().collect(),
            };
        }
        let of_file = |change: &&usize| changes[**change].data_of() == Some(node);
        let data: Vec<usize> = self
            .data
            .iter()
            .filter(ended)
            .filter(of_file)
            .copied()
            .collect();
        // The journal that holds the file's size or name holds every change of names before.
        let size = self
            .durable
            .files
            .get(&node)
            .map_or(0, |content| content.size);
        let resizes = |change: &&usize| match &changes[**change] {
            Change::Size { .. } => true,
            Change::Write { at, data, .. } => at + data.len() as u64 > size,
            _ => false,
        };
        let resized = data.iter().rfind(resizes);
        let own = |change: &&usize| changes[**change].names() == Some(node);
        let named = self.names.iter().filter(ended).rfind(own);
        let last = resized.into_iter().chain(named).max();
        Covered {
            names_before: last.map_or(0, |last| last + 1),
            strict_names: Vec::new(),
            data,
        }
    }

    fn synced(&mut self, number: usize) {
        let covered = self.syncing.remove(&number).unwrap();
        if self.ignored.holds(self.trace.syncs[number].of_directory) {
            return;
        }
        for change in &covered.data {
            apply(&mut self.durable, &self.trace.changes[*change]);
        }
        self.data.retain(|change| !covered.data.contains(change));
        let forced = self
            .names
            .iter()
            .take_while(|change| **change < covered.names_before);
        let forced = forced.count();
        for change in self.names.drain(..forced) {
            apply(&mut self.durable, &self.trace.changes[change]);
        }
        for change in &covered.strict_names {
            apply(&mut self.strict, &self.trace.changes[*change]);
        }
        let gone = &covered.strict_names;
        self.strict_names.retain(|change| !gone.contains(change));
    }
}

/// Makes a change.
pub(crate) fn apply(tree: &mut Tree, change: &Change) {
    match change {
        Change::Write { file, at, data } => write(content(tree, *file), *at, data),
        Change::Size { file, size } => {
            let content = content(tree, *file);
            content.bytes.truncate(usize::try_from(*size).unwrap());
            content.size = *size;
        }
        Change::Name { dir, name, node } => {
            tree.dirs
                .entry(*dir)
                .or_default()
                .insert(name.clone(), *node);
        }
        Change::Unname { dir, name } => {
            tree.dirs.entry(*dir).or_default().remove(name);
        }
        Change::Rename { from, to, node } => {
            tree.dirs.entry(from.0).or_default().remove(&from.1);
            tree.dirs
                .entry(to.0)
                .or_default()
                .insert(to.1.clone(), *node);
        }
    }
}

fn content(tree: &mut Tree, file: Node) -> &mut Content {
    tree.files.entry(file).or_default()
}

/// Writes data, with zeros before it where there is nothing.
pub(crate) fn write(content: &mut Content, at: u64, data: &[u8]) {
    let at = usize::try_from(at).unwrap();
    let end = at + data.len();
    if content.bytes.len() < end {
        content.bytes.resize(end, 0);
    }
    content.bytes[at..end].copy_from_slice(data);
    content.size = content.size.max(end as u64);
}
