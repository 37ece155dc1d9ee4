//! The line a finding is about, with the place marked.

use serde::Serialize;

/// How much of a line is shown, in characters; definitions come on one line, too.
const SHOWN: usize = 100;
/// How much of it stands before the mark when the line is cut.
const BEFORE: usize = 40;

/// A place in a text. Lines and columns count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Span {
    /// The line.
    pub(super) line: usize,
    /// Its first character that is meant.
    pub(super) column: usize,
    /// The character after the last one that is meant.
    pub(super) end_column: usize,
}

/// The span of what begins at `place`, whose column counts UTF-16 units. With `stopped`, reading stopped there: what
/// is meant is what was read last.
pub(super) fn span(text: &str, (line, column): (usize, usize), stopped: bool) -> Span {
    let content = line_of(text, line);
    let start = characters_before(content, column);
    if stopped {
        let end = start.min(content.chars().count());
        let word = content.chars().take(end).collect::<Vec<_>>();
        let letters = word
            .iter()
            .rev()
            .take_while(|c| c.is_alphanumeric())
            .count();
        let start = end - letters.max(1).min(end);
        return Span {
            line,
            column: start + 1,
            end_column: end.max(start + 1) + 1,
        };
    }
    let length = token_length(content.chars().skip(start));
    Span {
        line,
        column: start + 1,
        end_column: start + 1 + length,
    }
}

/// The line with the span's place marked below it.
pub(super) fn excerpt(text: &str, span: Span) -> String {
    let content: Vec<char> = line_of(text, span.line).chars().collect();
    let marked = span.column - 1;
    let from = match content.len() > SHOWN {
        true => marked.saturating_sub(BEFORE),
        false => 0,
    };
    let to = content.len().min(from + SHOWN);
    let width = (span.end_column - span.column)
        .min(to.saturating_sub(marked))
        .max(1);
    let cut = |at: bool| if at { "…" } else { "" };
    let shown: String = content[from.min(to)..to].iter().collect();
    // Tabs stay tabs, so that the mark stands where the eye expects it.
    let before = content[from.min(to)..marked.min(to)].iter();
    let indent: String = before
        .map(|c| if *c == '\t' { '\t' } else { ' ' })
        .collect();
    let number = span.line.to_string();
    let margin = " ".repeat(number.len());
    let (first, last) = (cut(from > 0), cut(to < content.len()));
    let shift = if from > 0 { " " } else { "" };
    let mark = "^".repeat(width);
    format!("{number} | {first}{shown}{last}\n{margin} | {shift}{indent}{mark}\n")
}

fn line_of(text: &str, line: usize) -> &str {
    let content = text.split('\n').nth(line - 1).unwrap_or_default();
    content.strip_suffix('\r').unwrap_or(content)
}

/// How many characters stand before a column that counts UTF-16 units from 1.
fn characters_before(content: &str, column: usize) -> usize {
    let mut units = 1;
    let before = content.chars().take_while(|c| {
        let is_before = units < column;
        units += c.len_utf16();
        is_before
    });
    before.count()
}

/// How many characters the JSON value or name has that begins here: one for an object or array.
fn token_length(mut rest: impl Iterator<Item = char>) -> usize {
    match rest.next() {
        Some('"') => {
            let mut escaped = false;
            let inside = rest.take_while(|c| {
                let goes_on = *c != '"' || escaped;
                escaped = *c == '\\' && !escaped;
                goes_on
            });
            inside.count() + 2
        }
        Some(c) if is_scalar(c) => 1 + rest.take_while(|c| is_scalar(*c)).count(),
        _ => 1,
    }
}

fn is_scalar(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '+' | '.' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_marked_whole() {
        for (text, column, expected) in [
            (r#"{"a": "b\"c", "d": 1}"#, 7, r#""b\"c""#),
            (r#"{"a": -1.5e3}"#, 7, "-1.5e3"),
            (r#"{"a": {"b": 1}}"#, 7, "{"),
            (r#"{"😀é": true}"#, 9, "true"),
            ("", 1, ""),
        ] {
            let span = span(text, (1, column), false);
            let marked = text.chars().skip(span.column - 1);
            let marked: String = marked.take(span.end_column - span.column).collect();
            assert_eq!(marked, expected, "{text}");
        }
    }

    #[test]
    fn where_reading_stopped_is_what_was_read_last() {
        let stopped = span("{\"a\": not}", (1, 10), true);
        assert_eq!((stopped.column, stopped.end_column), (7, 10));
        let nothing = span("", (1, 1), true);
        assert_eq!((nothing.column, nothing.end_column), (1, 2));
    }

    #[test]
    fn a_long_line_is_cut() {
        let text = format!(
            "{{\"a\": \"{}\", \"here\": 1, \"b\": \"{}\"}}",
            "x".repeat(500),
            "y".repeat(500)
        );
        let column = text.find("\"here\"").unwrap() + 1;
        let shown = excerpt(&text, span(&text, (1, column), false));
        let lines: Vec<&str> = shown.lines().collect();
        assert!(
            lines.iter().all(|line| line.chars().count() <= SHOWN + 10),
            "{shown}"
        );
        let at = lines[1].chars().position(|c| c == '^').unwrap();
        let marked: String = lines[0].chars().skip(at).take(6).collect();
        assert_eq!(marked, "\"here\"");
    }

    #[test]
    fn tabs_and_carriage_returns() {
        let text = "{\r\n\t\"a\": 1\r\n}";
        assert_eq!(
            excerpt(text, span(text, (2, 2), false)),
            "2 | \t\"a\": 1\n  | \t^^^\n"
        );
    }

    #[test]
    fn any_place_has_an_excerpt() {
        for text in ["", "{", "a\nb", "é\t😀"] {
            for place in [(1, 1), (1, 99), (9, 9)] {
                for stopped in [false, true] {
                    assert!(excerpt(text, span(text, place, stopped)).contains('^'));
                }
            }
        }
    }
}
