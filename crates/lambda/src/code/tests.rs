//! Packages that must be taken, and those that must not.

use std::io::{Cursor, Write};
use std::os::unix::fs::PermissionsExt;

use zip::write::{SimpleFileOptions, ZipWriter};

use super::{Cache, CodeError, Defect, check};

/// A zip under construction.
pub(crate) struct Package(ZipWriter<Cursor<Vec<u8>>>);

impl Package {
    fn new() -> Self {
        Self(ZipWriter::new(Cursor::default()))
    }

    fn file(mut self, name: &str, content: &[u8]) -> Self {
        let options = SimpleFileOptions::default().unix_permissions(0o600);
        self.0.start_file(name, options).unwrap();
        self.0.write_all(content).unwrap();
        self
    }

    fn mode(mut self, name: &str, mode: u32) -> Self {
        let options = SimpleFileOptions::default().unix_permissions(mode);
        self.0.start_file(name, options).unwrap();
        self
    }

    fn link(mut self, name: &str, target: &str) -> Self {
        let options = SimpleFileOptions::default();
        self.0.add_symlink(name, target, options).unwrap();
        self
    }

    fn zip(self) -> Vec<u8> {
        self.0.finish().unwrap().into_inner()
    }
}

fn defect(package: Package) -> Defect {
    match check(&package.zip()) {
        Err(CodeError::Unreadable(defect)) => defect,
        other => panic!("{other:?}"),
    }
}

async fn unpacked(zip: Vec<u8>) -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let cache = Cache::open(dir.path().join("code")).unwrap();
    let fetch = async { Ok::<_, super::cache::UnpackError>(zip.into()) };
    let path = cache.unpacked("digest", fetch).await.unwrap();
    (dir, path)
}

#[test]
fn what_is_no_zip_is_refused_with_aws_words() {
    let text = "Could not unzip uploaded file. Please check your file, then try to upload again.";
    let good = Package::new().file("a", b"abc").zip();
    for bytes in [&b""[..], b"hello", &good[..good.len() / 2]] {
        assert_eq!(check(bytes).unwrap_err().to_string(), text);
    }
    assert!(matches!(defect(Package::new()), Defect::Empty));
}

#[test]
fn a_damaged_entry_is_noticed() {
    let mut zip = Package::new().file("a", &[b'x'; 4096]).zip();
    zip[40] ^= 0xff;
    assert!(check(&zip).is_err());
}

#[test]
fn entries_that_lead_outside_are_refused() {
    for name in ["../a", "a/../../b", "/etc/passwd", "a/..", ".."] {
        let found = defect(Package::new().file(name, b"x"));
        assert!(
            matches!(found, Defect::Outside(_) | Defect::Zip(_)),
            "{name}: {found}"
        );
    }
}

#[test]
fn links_that_lead_outside_are_refused_and_others_are_not() {
    for target in ["/etc/passwd", "../x", "b/../../x"] {
        let package = Package::new().link("a", target);
        assert!(matches!(defect(package), Defect::Outside(_)), "{target}");
    }
    check(&Package::new().link("d/a", "../b").file("b", b"").zip()).unwrap();
}

#[test]
fn nothing_is_unpacked_below_a_link_or_over_another_kind() {
    let below = Package::new().link("a", "b").file("a/c", b"");
    assert!(matches!(defect(below), Defect::Conflict(_)));
    let above = Package::new().file("a/c", b"").link("a", "b");
    assert!(matches!(defect(above), Defect::Conflict(_)));
    let file = Package::new().file("a", b"").file("a/c", b"");
    assert!(matches!(defect(file), Defect::Conflict(_)));
}

#[test]
fn a_bomb_is_counted_while_it_inflates() {
    let chunk = vec![0; 1 << 20];
    let mut package = Package::new();
    let options = SimpleFileOptions::default();
    package.0.start_file("zeros", options).unwrap();
    for _ in 0..250 {
        package.0.write_all(&chunk).unwrap();
    }
    // 250 MiB is exactly the limit.
    let edge = package.zip();
    check(&edge).unwrap();
    let mut package = ZipWriter::new_append(Cursor::new(edge)).unwrap();
    package.start_file("one-more", options).unwrap();
    package.write_all(b"x").unwrap();
    let over = package.finish().unwrap().into_inner();
    let error = check(&over).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Unzipped size must be smaller than 262144000 bytes"
    );
}

#[tokio::test]
async fn files_are_readable_and_nothing_is_writable() {
    let zip = Package::new()
        .file("handler.py", b"pass")
        .mode("bin/tool", 0o755)
        .link("tool", "bin/tool")
        .zip();
    let (_dir, path) = unpacked(zip).await;
    let mode = |name: &str| path.join(name).metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("handler.py"), 0o444);
    assert_eq!(mode("bin/tool"), 0o555);
    assert_eq!(mode("tool"), 0o555);
    assert_eq!(mode("bin"), 0o555);
    assert_eq!(mode(""), 0o555);
    super::cache::Cache::open(path.parent().unwrap().to_owned()).unwrap();
    assert!(!path.exists());
}

#[tokio::test]
async fn names_that_differ_in_case_or_form_are_different_files() {
    let zip = Package::new()
        .file("a.py", b"1")
        .file("A.py", b"2")
        .file("caf\u{e9}.py", b"3")
        .file("cafe\u{301}.py", b"4")
        .zip();
    let (_dir, path) = unpacked(zip).await;
    let read = |name: &str| std::fs::read(path.join(name)).unwrap();
    assert_eq!(read("a.py"), b"1");
    assert_eq!(read("A.py"), b"2");
    assert_eq!(read("caf\u{e9}.py"), b"3");
    assert_eq!(read("cafe\u{301}.py"), b"4");
}
