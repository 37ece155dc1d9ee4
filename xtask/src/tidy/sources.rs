//! One Rust file at a time: its header, its length, what it leaves undone.

use super::File;
use super::dependencies::PURE;

/// The longest a file may be, its tests not counted. Nearing it, look for the second noun.
const MAX_LINES: usize = 600;

/// What admits that something is missing. Written in two parts so that this file does not have it.
const UNDONE: [(&str, &str); 3] = [("todo", "!("), ("unimplemented", "!("), ("#[", "ignore")];

/// What a pure crate does not touch, its tests apart.
const OUTSIDE: [&str; 7] = [
    "SystemTime::now",
    "Instant::now",
    "std::fs",
    "TcpStream",
    "UdpSocket",
    "std::env",
    "std::process",
];

/// Adds what is wrong with `file` to `found`.
pub(super) fn check(file: &File, found: &mut Vec<String>) {
    let path = &file.path;
    if !path.ends_with(".rs") {
        return;
    }
    let first = file.text.lines().find(|line| !line.trim().is_empty());
    if !first.is_some_and(|line| line.starts_with("//! ")) {
        found.push(format!(
            "{path}: does not begin with `//!` and what it is for"
        ));
    }
    for (number, line) in file.text.lines().enumerate() {
        for (word, rest) in UNDONE {
            if line.contains(&format!("{word}{rest}")) {
                found.push(format!("{path}:{}: `{word}{rest}` is left", number + 1));
            }
        }
    }
    let lines = without_tests(&file.text);
    if PURE
        .iter()
        .any(|name| path.starts_with(&format!("crates/{name}/src/")))
        && !path.ends_with("/tests.rs")
    {
        for (number, line) in file.text.lines().take(lines).enumerate() {
            let outside = OUTSIDE.into_iter().filter(|what| line.contains(what));
            found.extend(
                outside.map(|what| format!("{path}:{}: a pure crate uses {what}", number + 1)),
            );
        }
    }
    let exempt =
        path.contains("/generated/") || path.contains("/tests/") || path.ends_with("/tests.rs");
    if lines > MAX_LINES && !exempt {
        found.push(format!("{path}: {lines} lines, more than {MAX_LINES}"));
    }
}

/// The lines before the inline test module.
fn without_tests(text: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let module = |pair: &[&str]| {
        pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{')
    };
    let tests = lines.windows(2).position(module);
    tests.unwrap_or(lines.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        let (path, text) = (path.to_string(), text.to_string());
        check(&File { path, text }, &mut found);
        found
    }

    #[test]
    fn a_file_begins_with_its_purpose() {
        assert!(findings("a.rs", "//! Nouns.\nfn f() {}\n").is_empty());
        assert_eq!(findings("a.rs", "fn f() {}\n").len(), 1);
        assert!(findings("a.py", "x = 1\n").is_empty());
    }

    #[test]
    fn the_limit_on_lines_counts_no_tests_and_no_generated_code() {
        let fits = format!("//! Long.\n{}", "\n".repeat(MAX_LINES - 1));
        assert!(findings("a.rs", &fits).is_empty());
        assert!(findings("a.rs", &format!("{fits}#[cfg(test)]\nmod tests {{\n}}\n")).is_empty());
        assert_eq!(findings("a.rs", &format!("{fits}\n")).len(), 1);
        for path in ["x/generated/a.rs", "x/tests/a.rs", "x/a/tests.rs"] {
            assert!(findings(path, &format!("{fits}\n")).is_empty());
        }
    }

    #[test]
    fn a_pure_crate_has_no_clock_but_its_tests_may() {
        let clock = "fn f() { Instant::now() }\n";
        assert_eq!(
            findings("crates/asl/src/a.rs", &format!("//! A.\n{clock}")).len(),
            1
        );
        assert!(findings("crates/asl/tests/a.rs", &format!("//! A.\n{clock}")).is_empty());
        assert!(findings("crates/engine/src/a.rs", &format!("//! A.\n{clock}")).is_empty());
    }

    #[test]
    fn what_is_left_undone_is_found() {
        let text = ["//! A.\nfn f() { todo", "!() }\n"].concat();
        assert_eq!(findings("a.rs", &text).len(), 1);
    }
}
