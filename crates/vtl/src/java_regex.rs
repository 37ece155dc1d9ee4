//! Java's regular expressions for `replaceAll`, `split` and `matches`, and replacement texts.
//!
//! A pattern without operators is searched as text; most that templates use are. The rest is translated for the
//! linear-time engine, and what that engine refuses (look-around, back references, possessive quantifiers) goes to
//! the backtracking one, which gives up after a bounded number of steps.

mod replacement;
mod translate;

use std::cell::RefCell;
use std::rc::Rc;

pub(crate) use replacement::Replacement;

/// Steps the backtracking engine may take in one search.
const BACKTRACK_LIMIT: usize = 200_000;
/// Compiled size in bytes a pattern may have.
const SIZE_LIMIT: usize = 1 << 20;
/// Patterns kept compiled, per thread.
const CACHED: usize = 32;

/// Java would throw, or the search took too long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RegexError(pub(crate) String);

/// A compiled pattern.
pub(crate) enum Pattern {
    Literal(String),
    Linear(regex::Regex),
    Backtracking(fancy_regex::Regex),
}

/// One match: the byte ranges of the whole and of each group.
pub(crate) struct Found {
    pub(crate) groups: Vec<Option<(usize, usize)>>,
    names: Vec<Option<String>>,
}

impl Found {
    pub(crate) fn range(&self) -> (usize, usize) {
        self.groups.first().copied().flatten().unwrap_or((0, 0))
    }

    /// The number of a named group.
    pub(crate) fn named(&self, name: &str) -> Option<usize> {
        self.names
            .iter()
            .position(|known| known.as_deref() == Some(name))
    }
}

thread_local! {
    static CACHE: RefCell<Vec<(String, Rc<Pattern>)>> = const { RefCell::new(Vec::new()) };
}

/// Compiles a pattern, or takes it from the thread's cache.
pub(crate) fn compile(pattern: &str) -> Result<Rc<Pattern>, RegexError> {
    if let Some(found) = CACHE.with_borrow(|cache| {
        cache
            .iter()
            .find(|(text, _)| text == pattern)
            .map(|(_, found)| found.clone())
    }) {
        return Ok(found);
    }
    let compiled = Rc::new(Pattern::new(pattern)?);
    CACHE.with_borrow_mut(|cache| {
        cache.truncate(CACHED - 1);
        cache.insert(0, (pattern.to_owned(), compiled.clone()));
    });
    Ok(compiled)
}

impl Pattern {
    fn new(pattern: &str) -> Result<Pattern, RegexError> {
        if let Some(literal) = translate::literal(pattern) {
            return Ok(Pattern::Literal(literal));
        }
        let refused =
            || RegexError("java.util.regex.PatternSyntaxException: Illegal repetition".to_owned());
        let translated = translate::translate(pattern).ok_or_else(refused)?;
        if let Ok(linear) = regex::RegexBuilder::new(&translated)
            .size_limit(SIZE_LIMIT)
            .build()
        {
            return Ok(Pattern::Linear(linear));
        }
        let mut builder = fancy_regex::RegexBuilder::new(&translated);
        builder
            .backtrack_limit(BACKTRACK_LIMIT)
            .delegate_size_limit(SIZE_LIMIT);
        let failed = |error| RegexError(format!("java.util.regex.PatternSyntaxException: {error}"));
        builder.build().map(Pattern::Backtracking).map_err(failed)
    }

    /// The first match at or after a byte position.
    pub(crate) fn find(&self, text: &str, from: usize) -> Result<Option<Found>, RegexError> {
        match self {
            Pattern::Literal(literal) => Ok(text[from..].find(literal.as_str()).map(|at| {
                let start = from + at;
                Found {
                    groups: vec![Some((start, start + literal.len()))],
                    names: vec![None],
                }
            })),
            Pattern::Linear(regex) => Ok(regex.captures_at(text, from).map(|captures| Found {
                groups: captures
                    .iter()
                    .map(|group| group.map(|group| (group.start(), group.end())))
                    .collect(),
                names: regex
                    .capture_names()
                    .map(|name| name.map(str::to_owned))
                    .collect(),
            })),
            Pattern::Backtracking(regex) => {
                let captures = regex.captures_from_pos(text, from);
                let captures = captures.map_err(|error| {
                    RegexError(format!("java.lang.StackOverflowError: {error}"))
                })?;
                Ok(captures.map(|captures| Found {
                    groups: captures
                        .iter()
                        .map(|group| group.map(|group| (group.start(), group.end())))
                        .collect(),
                    names: regex
                        .capture_names()
                        .map(|name| name.map(str::to_owned))
                        .collect(),
                }))
            }
        }
    }
}

/// Whether the whole text matches.
pub(crate) fn matches(pattern: &str, text: &str) -> Result<bool, RegexError> {
    if let Some(literal) = translate::literal(pattern) {
        return Ok(literal == text);
    }
    let whole = compile(&format!("\\A(?:{pattern})\\z"))?;
    Ok(whole.find(text, 0)?.is_some())
}

/// `replaceAll`, or `replaceFirst`. `grown` is told of each growth of the result, and may refuse it.
pub(crate) fn replace(
    pattern: &str,
    text: &str,
    replacement: &str,
    all: bool,
    mut grown: impl FnMut(usize) -> Result<(), RegexError>,
) -> Result<String, RegexError> {
    let pattern = compile(pattern)?;
    let mut out = String::with_capacity(text.len());
    let (mut copied, mut from) = (0, 0);
    let mut parsed: Option<Replacement> = None;
    while let Some(found) = next(&pattern, text, from)? {
        let (start, end) = found.range();
        let before = out.len();
        out.push_str(&text[copied..start]);
        let replacement = match parsed.take() {
            Some(ready) => ready,
            None => Replacement::parse(replacement, &found)?,
        };
        replacement.push(text, &found, &mut out);
        parsed = Some(replacement);
        grown(out.len() - before)?;
        copied = end;
        from = step(text, start, end);
        if !all {
            break;
        }
    }
    out.push_str(&text[copied..]);
    Ok(out)
}

/// `split`: pieces between matches. With no limit, empty pieces at the end are dropped.
pub(crate) fn split<'t>(
    pattern: &str,
    text: &'t str,
    limit: i32,
) -> Result<Vec<&'t str>, RegexError> {
    let pattern = compile(pattern)?;
    let most = usize::try_from(limit).unwrap_or(0);
    let mut pieces = Vec::new();
    let (mut copied, mut from) = (0, 0);
    while most == 0 || pieces.len() + 1 < most {
        let Some(found) = next(&pattern, text, from)? else {
            break;
        };
        let (start, end) = found.range();
        // An empty match at the beginning gives no empty piece.
        if end > 0 {
            pieces.push(&text[copied..start]);
            copied = end;
        }
        from = step(text, start, end);
    }
    if pieces.is_empty() && copied == 0 {
        return Ok(vec![text]);
    }
    pieces.push(&text[copied..]);
    while limit == 0 && pieces.last().is_some_and(|piece| piece.is_empty()) {
        pieces.pop();
    }
    Ok(pieces)
}

fn next(pattern: &Pattern, text: &str, from: usize) -> Result<Option<Found>, RegexError> {
    if from > text.len() {
        Ok(None)
    } else {
        pattern.find(text, from)
    }
}

/// Where the next search begins: after an empty match one character on, beyond the end after the last.
fn step(text: &str, start: usize, end: usize) -> usize {
    if end > start {
        end
    } else {
        end + text[end..].chars().next().map_or(1, char::len_utf8)
    }
}
