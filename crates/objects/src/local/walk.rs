//! Walks a bucket in the byte order of keys, without looking where no wanted key can be.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::file_name::{Kind, Name, read};
use crate::{List, ObjectError};

/// Keys of one directory level in order: a file's segment, or a directory's with its slash. A directory may be kept
/// in two places.
type Level = BTreeMap<String, Vec<PathBuf>>;

/// The keys and files wanted, at most one more than `list.max`.
pub(super) fn walk(
    bucket: &Path,
    list: &List,
    after: Option<&str>,
) -> Result<Vec<(String, PathBuf)>, ObjectError> {
    let mut walk = Walk {
        prefix: &list.prefix,
        after,
        limit: list.max.saturating_add(1),
        found: Vec::new(),
    };
    walk.directory(&[bucket.to_path_buf()], "")?;
    Ok(walk.found)
}

struct Walk<'a> {
    prefix: &'a str,
    after: Option<&'a str>,
    limit: usize,
    found: Vec<(String, PathBuf)>,
}

impl Walk<'_> {
    /// Adds what lies in `places`, whose keys begin with `leading`.
    fn directory(&mut self, places: &[PathBuf], leading: &str) -> Result<(), ObjectError> {
        let mut level = Level::new();
        for place in places {
            read_level(place, &[], &mut level)?;
        }
        for (segment, places) in level {
            if self.found.len() >= self.limit {
                return Ok(());
            }
            let key = format!("{leading}{segment}");
            if segment.ends_with('/') {
                if self.leads_to_wanted(&key) {
                    self.directory(&places, &key)?;
                }
            } else if self.wanted(&key) {
                self.found
                    .extend(places.into_iter().next().map(|place| (key, place)));
            }
        }
        Ok(())
    }

    fn wanted(&self, key: &str) -> bool {
        key.starts_with(self.prefix) && self.after.is_none_or(|after| key > after)
    }

    /// Whether a key that begins with `leading` can be wanted.
    fn leads_to_wanted(&self, leading: &str) -> bool {
        let prefixed = leading.starts_with(self.prefix) || self.prefix.starts_with(leading);
        prefixed
            && self
                .after
                .is_none_or(|after| leading > after || after.starts_with(leading))
    }
}

/// Adds the segments of `place` to `level`; `begun` is what enclosing pieces say of the segment.
fn read_level(place: &Path, begun: &[u8], level: &mut Level) -> Result<(), ObjectError> {
    let entries = match fs::read_dir(place) {
        // A directory may be removed while we walk.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let kind = entry.file_type()?;
        // Keys are UTF-8; other files are no objects.
        let Some(name) = entry.file_name().to_str().and_then(read) else {
            continue;
        };
        match name {
            Name::Part(piece) if kind.is_dir() => {
                read_level(&entry.path(), &[begun, &piece].concat(), level)?;
            }
            Name::Plain(segment) if begun.is_empty() => {
                add(level, segment, kind.is_dir(), kind.is_file(), entry.path());
            }
            Name::Last(piece, wanted) => {
                let directory = wanted == Kind::Directory && kind.is_dir();
                let file = wanted == Kind::File && kind.is_file();
                if let Ok(segment) = String::from_utf8([begun, &piece].concat()) {
                    add(level, segment, directory, file, entry.path());
                }
            }
            Name::Part(_) | Name::Plain(_) => {}
        }
    }
    Ok(())
}

fn add(level: &mut Level, segment: String, directory: bool, file: bool, path: PathBuf) {
    if directory {
        level.entry(segment + "/").or_default().push(path);
    } else if file {
        level.entry(segment).or_default().push(path);
    }
}
