//! Which files the users of sandboxes can reach, when the server is root and the fence has no file tree of its own.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Where things are put that must be readable for other users, when the chosen place is not.
const PUBLIC: &str = "/var/cache/stepwell";

/// True when any user may enter the directories above `path` and read it.
pub(crate) fn is_public(path: &Path) -> bool {
    let Ok(path) = fs::canonicalize(path) else {
        return false;
    };
    let allows = |path: &Path, bits: u32| {
        let mode = fs::metadata(path).map(|meta| meta.permissions().mode());
        mode.is_ok_and(|mode| mode & bits == bits)
    };
    allows(&path, 0o005) && path.ancestors().skip(1).all(|above| allows(above, 0o001))
}

/// `dir`, made if it is missing; or a directory for `name` and `dir` alone that everybody can read.
pub(crate) fn public(dir: &Path, name: &str) -> std::io::Result<PathBuf> {
    fs::create_dir_all(dir)?;
    if is_public(dir) {
        return Ok(dir.to_owned());
    }
    let digest = store::blob::sha256_hex(dir.as_os_str().as_encoded_bytes());
    let place = Path::new(PUBLIC).join(format!("{name}-{}", &digest[..8]));
    fs::create_dir_all(&place)?;
    Ok(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_closed_directory_above_is_enough() {
        let dir = tempfile::tempdir().unwrap();
        let inner = dir.path().join("inner");
        fs::create_dir(&inner).unwrap();
        let open = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap()
        };
        open(&inner, 0o755);
        open(dir.path(), 0o700);
        assert!(!is_public(&inner));
        open(dir.path(), 0o711);
        assert!(is_public(&inner));
        open(&inner, 0o750);
        assert!(!is_public(&inner));
        assert!(!is_public(&dir.path().join("missing")));
    }
}
