//! Every `Invariant N` of `docs/ARCHITECTURE.md` is named by a test.

use std::collections::BTreeSet;

use super::File;

/// Adds the invariants that no test names to `found`.
pub(super) fn check(architecture: &str, files: &[File], found: &mut Vec<String>) {
    let stated = numbers(architecture);
    if stated.is_empty() {
        found.push("docs/ARCHITECTURE.md states no invariant".to_string());
    }
    let tests = files.iter().map(tests);
    let named: BTreeSet<u32> = tests.flat_map(numbers).collect();
    for number in stated.difference(&named) {
        found.push(format!(
            "docs/ARCHITECTURE.md: no test names invariant {number}"
        ));
    }
}

/// The numbers after `invariant` in `text`, with any case and a space or underscore between.
fn numbers(text: &str) -> BTreeSet<u32> {
    let text = text.to_ascii_lowercase();
    let after = text.match_indices("invariant").filter_map(|(at, word)| {
        let rest = text[at + word.len()..].strip_prefix([' ', '_'])?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        rest[..digits].parse().ok()
    });
    after.collect()
}

/// The part of a file that is tests: all of a test file, else what follows `#[cfg(test)]`.
fn tests(file: &File) -> &str {
    let path = &file.path;
    let whole = ["/tests/", "/testing/"]
        .iter()
        .any(|part| path.contains(part))
        || path.ends_with("/tests.rs")
        || path.starts_with("e2e/");
    match file.text.find("#[cfg(test)]") {
        _ if whole => &file.text,
        Some(at) => &file.text[at..],
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> usize {
        let mut found = Vec::new();
        let (path, text) = (path.to_string(), text.to_string());
        check("- Invariant 912: x\n", &[File { path, text }], &mut found);
        found.len()
    }

    #[test]
    fn a_test_names_an_invariant_in_a_comment_or_in_its_name() {
        assert_eq!(
            findings("crates/a/tests/b.rs", "/// Invariant 912: x.\n"),
            0
        );
        assert_eq!(
            findings("crates/a/src/b/tests.rs", "fn invariant_912_holds() {}"),
            0
        );
        assert_eq!(findings("e2e/test_x.py", "# invariant 912"), 0);
    }

    #[test]
    fn other_code_and_other_numbers_do_not_count() {
        assert_eq!(findings("crates/a/src/b.rs", "// invariant 912\n"), 1);
        assert_eq!(findings("crates/a/tests/b.rs", "// invariant 91\n"), 1);
        assert_eq!(findings("crates/a/tests/b.rs", "// invariant 9120\n"), 1);
    }
}
