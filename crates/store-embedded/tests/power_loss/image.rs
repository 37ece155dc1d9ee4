//! Images: the directory as it may stand after a power loss.

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use store::testing::random::Random;

use crate::disk::{Disk, apply, write};
use crate::trace::{Change, ROOT, Trace, Tree};

/// What becomes of that which was not synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variant {
    /// All of it is lost.
    Nothing,
    /// All of it is there: as after a kill.
    Everything,
    /// Sizes, but no data.
    Zeros,
    /// Data of files that have a name; no other names.
    DataOnly,
    /// Names, but neither data nor sizes.
    NamesOnly,
    /// All but a part of the last write.
    Torn,
    /// Some writes, and some of the names.
    Writes,
    /// Some sectors of so many bytes of each write, and some of the names.
    Sectors(usize),
    /// Only the names that were synced with their directories; all data.
    StrictNothing,
    /// The same, and no data.
    StrictNoData,
    /// Any of the other names; some sectors.
    StrictSome,
}

/// All variants.
pub(crate) const VARIANTS: [Variant; 12] = [
    Variant::Nothing,
    Variant::Everything,
    Variant::Zeros,
    Variant::DataOnly,
    Variant::NamesOnly,
    Variant::Torn,
    Variant::Writes,
    Variant::Sectors(4096),
    Variant::Sectors(512),
    Variant::StrictNothing,
    Variant::StrictNoData,
    Variant::StrictSome,
];

/// What one image holds of the changes that were not durable.
struct Choice {
    tree: Tree,
    /// The most that a write is split into; `None` keeps it whole.
    random: Random,
}

/// The image of `variant`.
pub(crate) fn image(trace: &Trace, disk: &Disk<'_>, variant: Variant, random: Random) -> Tree {
    let mut choice = Choice {
        tree: disk.durable.clone(),
        random,
    };
    choice.names(trace, disk, variant);
    choice.data(trace, disk, variant);
    choice.tree
}

impl Choice {
    fn names(&mut self, trace: &Trace, disk: &Disk<'_>, variant: Variant) {
        use Variant as V;
        let count = disk.names.len();
        let kept = match variant {
            V::Nothing | V::DataOnly => 0,
            V::Everything | V::Zeros | V::NamesOnly | V::Torn => count,
            V::Writes | V::Sectors(_) => self.below(count + 1),
            V::StrictNothing | V::StrictNoData | V::StrictSome => {
                self.tree.dirs.clone_from(&disk.strict.dirs);
                for change in &disk.strict_names {
                    if variant == V::StrictSome && self.random.chance(500) {
                        apply(&mut self.tree, &trace.changes[*change]);
                    }
                }
                return;
            }
        };
        for change in &disk.names[..kept] {
            apply(&mut self.tree, &trace.changes[*change]);
        }
    }

    fn data(&mut self, trace: &Trace, disk: &Disk<'_>, variant: Variant) {
        use Variant as V;
        let changes = disk.data.iter().map(|change| &trace.changes[*change]);
        let last = disk.data.last().map(|change| &trace.changes[*change]);
        for change in changes {
            match variant {
                V::Nothing | V::NamesOnly | V::StrictNoData => {}
                V::Everything | V::DataOnly | V::StrictNothing => apply(&mut self.tree, change),
                V::Zeros => self.size_only(change),
                V::Torn if last.is_some_and(|last| std::ptr::eq(last, change)) => self.torn(change),
                V::Torn => apply(&mut self.tree, change),
                V::Writes => {
                    if self.random.chance(500) {
                        apply(&mut self.tree, change);
                    }
                }
                V::Sectors(length) => self.sectors(change, length),
                V::StrictSome => self.sectors(change, 512),
            }
        }
    }

    fn size_only(&mut self, change: &Change) {
        match change {
            Change::Write { file, at, data } => {
                let content = self.tree.files.entry(*file).or_default();
                content.size = content.size.max(at + data.len() as u64);
            }
            other => apply(&mut self.tree, other),
        }
    }

    fn torn(&mut self, change: &Change) {
        let Change::Write { file, at, data } = change else {
            return;
        };
        let kept = self.below(data.len());
        let content = self.tree.files.entry(*file).or_default();
        write(content, *at, &data[..kept]);
    }

    /// Most sectors of a write, or half of them; its size or not.
    fn sectors(&mut self, change: &Change, length: usize) {
        let Change::Write { file, at, data } = change else {
            if self.random.chance(500) {
                apply(&mut self.tree, change);
            }
            return;
        };
        let most = [875, 500][self.below(2)];
        let mut begin = 0;
        while begin < data.len() {
            let position = usize::try_from(*at).unwrap() + begin;
            let end = data.len().min(begin + length - position % length);
            if self.random.chance(most) {
                let content = self.tree.files.entry(*file).or_default();
                write(content, *at + begin as u64, &data[begin..end]);
            }
            begin = end;
        }
        if self.random.chance(500) {
            self.size_only(change);
        }
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.random.below(bound as u64)).unwrap()
    }
}

/// Writes an image to disk.
pub(crate) fn emit(tree: &Tree, dir: &Path) {
    fs::create_dir_all(dir).unwrap();
    emit_dir(tree, ROOT, dir);
}

fn emit_dir(tree: &Tree, node: u32, dir: &Path) {
    let Some(names) = tree.dirs.get(&node) else {
        return;
    };
    for (name, child) in names {
        let path = dir.join(name);
        if tree.dirs.contains_key(child) {
            fs::create_dir(&path).unwrap();
            emit_dir(tree, *child, &path);
        } else {
            emit_file(tree, *child, &path);
        }
    }
}

/// Holes stay holes: journals are long and mostly empty.
fn emit_file(tree: &Tree, node: u32, path: &Path) {
    let mut file = File::create(path).unwrap();
    let Some(content) = tree.files.get(&node) else {
        return;
    };
    for (number, part) in content.bytes.chunks(65_536).enumerate() {
        if part.iter().any(|byte| *byte != 0) {
            file.seek(SeekFrom::Start(number as u64 * 65_536)).unwrap();
            file.write_all(part).unwrap();
        }
    }
    file.set_len(content.size).unwrap();
}

/// A directory on disk as a tree.
pub(crate) fn load(dir: &Path) -> Tree {
    let mut tree = Tree::default();
    let mut next = ROOT + 1;
    load_dir(&mut tree, &mut next, ROOT, dir);
    tree
}

fn load_dir(tree: &mut Tree, next: &mut u32, node: u32, dir: &Path) {
    tree.dirs.insert(node, std::collections::BTreeMap::new());
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let child = *next;
        *next += 1;
        tree.dirs.entry(node).or_default().insert(name, child);
        if path.is_dir() {
            load_dir(tree, next, child, &path);
        } else {
            let mut bytes = fs::read(&path).unwrap();
            let size = bytes.len() as u64;
            let end = bytes.iter().rposition(|byte| *byte != 0);
            bytes.truncate(end.map_or(0, |end| end + 1));
            tree.files
                .insert(child, crate::trace::Content { bytes, size });
        }
    }
}
