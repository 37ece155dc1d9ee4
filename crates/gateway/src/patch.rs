//! Patch operations: how every `Update*` operation of API Gateway says what to change.
//!
//! A path is a JSON pointer: segments split at `/`, with `~1` for a slash and `~0` for a tilde inside a segment.
//! See <https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html>.

use std::collections::BTreeMap;

use crate::error::ControlError;

/// What to do at the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatchOp {
    /// Add a value where there is none.
    Add,
    /// Take a value away.
    Remove,
    /// Put a value in place of another one.
    Replace,
    /// Move a value; no resource of API Gateway takes it.
    Move,
    /// Copy a value from another path; only stages take it.
    Copy,
    /// Compare a value; no resource of API Gateway takes it.
    Test,
}

impl PatchOp {
    /// The operation called `name` on the wire.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "add" => Self::Add,
            "remove" => Self::Remove,
            "replace" => Self::Replace,
            "move" => Self::Move,
            "copy" => Self::Copy,
            "test" => Self::Test,
            _ => return None,
        })
    }

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Remove => "remove",
            Self::Replace => "replace",
            Self::Move => "move",
            Self::Copy => "copy",
            Self::Test => "test",
        }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatchOperation {
    /// What to do.
    pub op: PatchOp,
    /// Where.
    pub path: Option<String>,
    /// With what.
    pub value: Option<String>,
    /// For `copy`: from where.
    pub from: Option<String>,
}

impl PatchOperation {
    /// The path as it was sent; AWS's own messages say `null` for a missing one.
    pub(crate) fn path(&self) -> &str {
        self.path.as_deref().unwrap_or("null")
    }

    /// The unescaped segments of the path.
    pub(crate) fn segments(&self) -> Result<Vec<String>, ControlError> {
        let path = self.path().strip_prefix('/');
        let path = path.ok_or_else(|| self.bad_path())?;
        Ok(path.split('/').map(unescape).collect())
    }

    /// The value, empty when there is none.
    pub(crate) fn text(&self) -> String {
        self.value.clone().unwrap_or_default()
    }

    /// The value as a flag: what is not `true` is false, as AWS reads it.
    pub(crate) fn flag(&self) -> bool {
        self.value
            .as_deref()
            .is_some_and(|v| v.eq_ignore_ascii_case("true"))
    }

    /// The value, or none when it is empty or the value is removed.
    pub(crate) fn optional(&self) -> Option<String> {
        let value = self.value.clone().filter(|value| !value.is_empty());
        value.filter(|_| self.op != PatchOp::Remove)
    }

    /// The value read as a number.
    pub(crate) fn number<T: std::str::FromStr>(&self) -> Result<T, ControlError> {
        let value = self.value.as_deref().unwrap_or_default();
        value.parse().map_err(|_| self.bad_value())
    }

    /// The error of most resources for a path they do not know.
    pub(crate) fn bad_path(&self) -> ControlError {
        ControlError::InvalidPatchPath(self.path().to_owned())
    }

    /// The error for a value of the wrong form.
    pub(crate) fn bad_value(&self) -> ControlError {
        ControlError::InvalidPatchValue {
            path: self.path().to_owned(),
            value: self.text(),
        }
    }

    /// The path, for resources where only `replace` is possible and the paths can be listed in a message.
    pub(crate) fn listed(
        &self,
        allowed: &'static [&'static str],
        listed: &'static str,
    ) -> Result<&'static str, ControlError> {
        let path = self.path().to_owned();
        if self.op != PatchOp::Replace {
            let op = self.op.name();
            return Err(ControlError::PatchOpNotListed { path, op });
        }
        let found = allowed.iter().find(|known| **known == path);
        found.copied().ok_or(ControlError::PatchPathNotListed {
            path,
            allowed: listed,
        })
    }

    /// Refuses anything but `replace`, for a path that can only be replaced.
    pub(crate) fn only_replace(&self) -> Result<(), ControlError> {
        match self.op {
            PatchOp::Replace => Ok(()),
            _ => Err(ControlError::PatchOpUnsupported("replace")),
        }
    }
}

/// Changes one entry of an optional map: `add` and `replace` put, `remove` takes away; an emptied map becomes none.
///
/// `absent` is the error for replacing or removing what is not there.
pub(crate) fn patch_map<T>(
    map: &mut Option<BTreeMap<String, T>>,
    operation: &PatchOperation,
    key: &str,
    value: T,
    absent: Option<ControlError>,
) -> Result<(), ControlError> {
    let known = map.as_ref().is_some_and(|map| map.contains_key(key));
    if let Some(absent) = absent.filter(|_| operation.op != PatchOp::Add && !known) {
        return Err(absent);
    }
    match operation.op {
        PatchOp::Add | PatchOp::Replace => {
            map.get_or_insert_default().insert(key.to_owned(), value);
        }
        PatchOp::Remove => {
            map.as_mut().map(|map| map.remove(key));
            if map.as_ref().is_some_and(BTreeMap::is_empty) {
                *map = None;
            }
        }
        _ => return Err(ControlError::PatchOpUnsupported("add, remove, replace")),
    }
    Ok(())
}

fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

/// Operations, short to write.
#[cfg(test)]
pub(crate) mod tests_support {
    use super::{PatchOp, PatchOperation};

    fn operation(
        op: PatchOp,
        path: &str,
        value: Option<&str>,
        from: Option<&str>,
    ) -> PatchOperation {
        PatchOperation {
            op,
            path: Some(path.into()),
            value: value.map(Into::into),
            from: from.map(Into::into),
        }
    }

    pub(crate) fn add(path: &str, value: &str) -> PatchOperation {
        operation(PatchOp::Add, path, Some(value), None)
    }

    pub(crate) fn replace(path: &str, value: &str) -> PatchOperation {
        operation(PatchOp::Replace, path, Some(value), None)
    }

    pub(crate) fn remove(path: &str) -> PatchOperation {
        operation(PatchOp::Remove, path, None, None)
    }

    pub(crate) fn copy(from: &str, path: &str) -> PatchOperation {
        operation(PatchOp::Copy, path, None, Some(from))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::tests_support::{add, remove};
    use super::*;

    fn replace(path: &str) -> PatchOperation {
        tests_support::replace(path, "v")
    }

    #[test]
    fn escapes_stand_for_slash_and_tilde() {
        let check = |path: &str, expected: &[&str]| {
            assert_eq!(replace(path).segments().unwrap(), expected, "{path}");
        };
        check("/name", &["name"]);
        check(
            "/requestModels/application~1json",
            &["requestModels", "application/json"],
        );
        check("/variables/a~01b", &["variables", "a~1b"]);
        check("/", &[""]);
    }

    #[test]
    fn a_path_needs_its_slash() {
        let error = replace("name").segments().unwrap_err();
        assert_eq!(error.to_string(), "Invalid patch path name");
        let none = PatchOperation {
            path: None,
            ..replace("")
        };
        assert_eq!(
            none.segments().unwrap_err().to_string(),
            "Invalid patch path null"
        );
    }

    #[test]
    fn maps_take_add_replace_and_remove() {
        let mut map = None;
        patch_map(&mut map, &add("/m/k", "v"), "k", 1, None).unwrap();
        assert_eq!(map, Some(BTreeMap::from([("k".into(), 1)])));
        let missing = Some(ControlError::InvalidParameterName);
        assert!(patch_map(&mut map, &replace("/m/x"), "x", 2, missing).is_err());
        patch_map(&mut map, &remove("/m/k"), "k", 0, None).unwrap();
        assert_eq!(map, None);
    }

    proptest! {
        #[test]
        fn no_path_panics(path in ".*") {
            let _ = replace(&path).segments();
        }
    }
}
