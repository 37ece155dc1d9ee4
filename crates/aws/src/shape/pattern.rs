//! The regular expressions of the models. AWS's services are written in Java and match the whole text.

use std::sync::OnceLock;

/// A regular expression, compiled when it is first used.
#[derive(Debug)]
pub struct Pattern {
    text: &'static str,
    compiled: OnceLock<Compiled>,
}

/// `regex` is linear but has no look-around; `fancy-regex` has it, for the few patterns that use it.
#[derive(Debug)]
enum Compiled {
    Linear(regex::Regex),
    LookAround(Box<fancy_regex::Regex>),
    /// Not an expression either crate reads. A test proves that the models have none.
    Broken,
}

impl Pattern {
    pub(crate) const fn new(text: &'static str) -> Self {
        Self {
            text,
            compiled: OnceLock::new(),
        }
    }

    /// The expression as the model writes it, which is how AWS's messages quote it.
    #[must_use]
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// Whether the whole of `text` matches. A text that costs too much to decide does not.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        match self.compiled() {
            Compiled::Linear(regex) => regex.is_match(text),
            Compiled::LookAround(regex) => regex.is_match(text).unwrap_or(false),
            Compiled::Broken => true,
        }
    }

    fn compiled(&self) -> &Compiled {
        self.compiled.get_or_init(|| compile(self.text))
    }

    #[cfg(test)]
    pub(crate) fn is_readable(&self) -> bool {
        !matches!(self.compiled(), Compiled::Broken)
    }
}

fn compile(text: &str) -> Compiled {
    let whole = format!(r"\A(?:{})\z", from_java(text));
    if let Ok(regex) = regex::Regex::new(&whole) {
        return Compiled::Linear(regex);
    }
    match fancy_regex::Regex::new(&whole) {
        Ok(regex) => Compiled::LookAround(Box::new(regex)),
        Err(_) => Compiled::Broken,
    }
}

/// Java reads `[\w-_]` as a set with a hyphen in it; here the hyphen must be escaped.
/// `\u0020` is `\x{0020}`; `\w`, `\d` and `\s` are of ASCII unless Java is told otherwise.
fn from_java(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut in_class = false;
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => escape(&mut letters, in_class, &mut out),
            '[' => {
                in_class = true;
                out.push('[');
            }
            ']' => {
                in_class = false;
                out.push(']');
            }
            _ => out.push(letter),
        }
    }
    out
}

fn escape(
    letters: &mut std::iter::Peekable<std::str::Chars<'_>>,
    in_class: bool,
    out: &mut String,
) {
    let Some(escaped) = letters.next() else {
        return out.push('\\');
    };
    match escaped {
        'u' => {
            let digits: String = letters.take(4).collect();
            for part in [r"\x{", &digits, "}"] {
                *out += part;
            }
        }
        'w' if in_class => *out += "0-9A-Za-z_",
        'd' if in_class => *out += "0-9",
        's' if in_class => *out += r"\t\n\x0B\f\r ",
        'w' => *out += "[0-9A-Za-z_]",
        'd' => *out += "[0-9]",
        's' => *out += r"[\t\n\x0B\f\r ]",
        'Z' if !in_class => *out += r"\z",
        other => out.extend(['\\', other]),
    }
    let class_of_many = matches!(escaped, 'w' | 'd' | 's' | 'p' | 'W' | 'D' | 'S');
    if in_class && class_of_many && escaped != 'p' && letters.peek() == Some(&'-') {
        letters.next();
        *out += r"\-";
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::service::Service;
    use crate::shape::{Kind, Shape};

    fn walk(
        shape: &'static Shape,
        seen: &mut BTreeSet<*const Shape>,
        found: &mut Vec<&'static Pattern>,
    ) {
        if !seen.insert(std::ptr::from_ref(shape)) {
            return;
        }
        match &shape.kind {
            Kind::Structure { members, .. } => {
                members.iter().for_each(|m| walk(m.shape, seen, found))
            }
            Kind::List { member, .. } => walk(member, seen, found),
            Kind::Map { key, value, .. } => {
                walk(key, seen, found);
                walk(value, seen, found);
            }
            Kind::String { pattern, .. } => found.extend(*pattern),
            _ => {}
        }
    }

    #[test]
    fn every_pattern_of_the_models_can_be_read() {
        let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
        for operation in Service::ALL.into_iter().flat_map(Service::operations) {
            for shape in operation.input.into_iter().chain(operation.output) {
                walk(shape, &mut seen, &mut found);
            }
        }
        assert!(found.len() > 200, "{}", found.len());
        let unread: Vec<&str> = found
            .iter()
            .filter(|p| !p.is_readable())
            .map(|p| p.text())
            .collect();
        assert_eq!(unread, [""; 0]);
    }

    #[test]
    fn the_whole_text_must_match() {
        let digits = Pattern::new(r"\d+");
        assert!(digits.matches("12"));
        assert!(!digits.matches("12a"));
        assert!(!digits.matches("12\n"));
        assert!(!digits.matches("٣"), "Java's digits are ASCII");
    }

    #[test]
    fn look_around_and_java_sets_work() {
        let alias = Pattern::new(r"((?!^\d+$)^[0-9a-zA-Z-_]+$)");
        assert!(alias.matches("live-1"));
        assert!(!alias.matches("12"));
        assert!(Pattern::new(r"[\w-_.]+").matches("a-b_c.d"));
        assert!(Pattern::new(r"[\u0020-\u00FF]+").matches("aé"));
    }
}
