//! The free variables of a JSONata expression: those that neither the expression binds nor the language gives.
//!
//! Read from the text alone, so that an expression of any kind has an answer.

use std::collections::BTreeSet;

/// Names of functions may stand where a value does: `$map($list, $uppercase)`. Those of the language reference
/// (<https://docs.jsonata.org/overview.html>) and those Step Functions adds.
const FUNCTIONS: &str = " string length substring substringBefore substringAfter uppercase lowercase trim pad \
    contains split join match replace eval base64encode base64decode encodeUrlComponent encodeUrl \
    decodeUrlComponent decodeUrl number abs floor ceil round power sqrt random formatNumber formatBase \
    formatInteger parseInteger sum max min average boolean not exists count append sort reverse shuffle distinct \
    zip keys lookup spread merge sift each error assert type now millis fromMillis toMillis map filter single \
    reduce partition range hash uuid parse ";

/// The names of the workflow's variables that `expression` refers to, `$states` not among them.
pub(super) fn variables(expression: &str) -> BTreeSet<String> {
    let mut scan = Scan {
        rest: expression,
        used: BTreeSet::new(),
        bound: BTreeSet::new(),
        operand: false,
        parameters: false,
        binds: false,
    };
    while scan.step() {}
    let Scan { used, bound, .. } = scan;
    let free = |name: &String| {
        !name.is_empty()
            && name != "states"
            && !bound.contains(name)
            && !FUNCTIONS.contains(&format!(" {name} "))
    };
    used.into_iter().filter(free).collect()
}

struct Scan<'t> {
    rest: &'t str,
    used: BTreeSet<String>,
    bound: BTreeSet<String>,
    /// What came last is a value, so that `/` divides.
    operand: bool,
    /// Between the parentheses of `function(...)`.
    parameters: bool,
    /// After `@` or `#`, which bind.
    binds: bool,
}

impl Scan<'_> {
    /// Reads one token; false at the end.
    fn step(&mut self) -> bool {
        self.rest = self.rest.trim_start();
        let Some(first) = self.rest.chars().next() else {
            return false;
        };
        match first {
            '"' | '\'' | '`' => self.quoted(first),
            '/' if self.rest.starts_with("/*") => self.skip_past("*/"),
            '/' if !self.operand => self.quoted('/'),
            '$' => self.variable(),
            c if is_word(c) => self.word(),
            c => self.operator(c),
        }
        true
    }

    /// Skips what stands between two of `quote`.
    fn quoted(&mut self, quote: char) {
        let mut escaped = false;
        let end = self.rest.char_indices().skip(1).find(|(_, c)| {
            let ends = *c == quote && !escaped;
            escaped = *c == '\\' && !escaped;
            ends
        });
        self.rest = end.map_or("", |(at, c)| &self.rest[at + c.len_utf8()..]);
        self.operand = true;
    }

    fn skip_past(&mut self, end: &str) {
        self.rest = self.rest.split_once(end).map_or("", |(_, rest)| rest);
    }

    /// The word that `rest` begins with after `skip` bytes.
    fn take_word(&mut self, skip: usize) -> String {
        let word = &self.rest[skip..];
        let end = word.find(|c| !is_word(c)).unwrap_or(word.len());
        self.rest = &word[end..];
        word[..end].to_owned()
    }

    fn variable(&mut self) {
        let name = self.take_word(1);
        let next = self.rest.trim_start();
        if self.parameters || self.binds || next.starts_with(":=") {
            self.bound.insert(name);
        } else if !next.starts_with('(') {
            self.used.insert(name);
        }
        self.binds = false;
        self.operand = true;
    }

    fn word(&mut self) {
        let word = self.take_word(0);
        let next = self.rest.trim_start();
        self.parameters |= matches!(word.as_str(), "function" | "λ") && next.starts_with('(');
        self.operand = !matches!(word.as_str(), "and" | "or" | "in");
    }

    fn operator(&mut self, operator: char) {
        self.rest = &self.rest[operator.len_utf8()..];
        self.parameters &= operator != ')';
        self.binds = matches!(operator, '@' | '#');
        self.operand = matches!(operator, ')' | ']' | '}');
    }
}

/// Numbers count as words too: what matters is where names begin.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::variables;

    fn names(expression: &str) -> Vec<String> {
        variables(expression).into_iter().collect()
    }

    #[test]
    fn free_variables() {
        for (expression, expected) in [
            ("$a + $b.c[$d]", vec!["a", "b", "d"]),
            ("$states.input.x & $$ & $", vec![]),
            (
                "'$no' & \"$no \\\" $no\" & `$no` /* $no */ & $yes",
                vec!["yes"],
            ),
            ("$replace($s, /^a$|\\/$x/, '$1')", vec!["s"]),
            ("$a / $b / $c", vec!["a", "b", "c"]),
            ("($x := $y; $x)", vec!["y"]),
            (
                "$reduce($list, function($i, $j) { $i + $j + $k })",
                vec!["k", "list"],
            ),
            ("$map($list, $uppercase)", vec!["list"]),
            ("list@$l#$i.{ 'a': $l, 'b': $i, 'c': $m }", vec!["m"]),
            ("$not($a) and $exists($b)", vec!["a", "b"]),
        ] {
            assert_eq!(names(expression), expected, "{expression}");
        }
    }

    #[test]
    fn broken_texts_end_too() {
        for expression in ["$", "'", "/", "`a", "/*", "$a :", "function(", "é$é'é"] {
            let _ = names(expression);
        }
    }
}
