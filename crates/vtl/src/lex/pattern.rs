//! The patterns of each state, tried in the grammar's order; the longest wins, then the first.

use super::state::State;
use super::token::Kind;

/// What a pattern makes of the text it matched.
#[derive(Debug, Clone, Copy)]
pub(super) enum Match {
    Token(Kind),
    More(More),
    Skip,
    ReferenceEnd,
    DirectiveEnd,
}

/// Beginnings of tokens.
#[derive(Debug, Clone, Copy)]
pub(super) enum More {
    /// `$` and `$!`, with the backslashes before.
    Dollar,
    Hash,
    /// `#[[`
    TextBlock,
    /// `#*`
    MultiLineComment,
    /// `#**` and a character that is not `#`, of `last` bytes, which is read again.
    FormalComment {
        last: usize,
    },
    /// Any character within `#[[..]]#`.
    InTextBlock,
}

/// The best match so far.
struct Best {
    found: Option<(Match, usize)>,
}

impl Best {
    fn offer(&mut self, found: Match, length: usize) {
        if length > self.found.map_or(0, |(_, best)| best) {
            self.found = Some((found, length));
        }
    }

    fn token(&mut self, kind: Kind, length: usize) {
        self.offer(Match::Token(kind), length);
    }

    fn fixed(&mut self, text: &str, literal: &str, kind: Kind) {
        if text.starts_with(literal) {
            self.token(kind, literal.len());
        }
    }
}

/// The match of `state` at the beginning of `text`.
pub(super) fn longest(state: State, text: &str) -> Option<(Match, usize)> {
    let mut best = Best { found: None };
    match state {
        State::Default => default(text, &mut best),
        State::Reference | State::Modifier => reference(state, text, &mut best),
        State::Arguments => arguments(text, &mut best),
        State::Index => index(text, &mut best),
        State::PreDirective => pre_directive(text, &mut best),
        State::Directive => directive(text, &mut best),
        State::LineComment | State::FormalComment | State::MultiLineComment | State::TextBlock => {
            comment(state, text, &mut best);
        }
    }
    best.found
}

fn default(text: &str, best: &mut Best) {
    let plain = text.find(['$', '#', '\\']).unwrap_or(text.len());
    if plain > 0 && !text.starts_with([' ', '\t']) {
        return best.token(Kind::Text, plain);
    }
    best.token(Kind::EscapeDirective, escaped_directive(text));
    best.token(Kind::SetDirective, set_directive(text));
    everywhere(text, best);
    line_comment(text, best);
    best.fixed(text, "\\\\", Kind::DoubleEscape);
    best.fixed(text, "\\", Kind::Escape);
    best.token(Kind::Text, plain);
    best.token(Kind::EmptyIndex, empty_index(text));
}

/// After `$`, and after the dot of a property: all but the parenthesis of a call is the same.
fn reference(state: State, text: &str, best: &mut Best) {
    best.fixed(text, "[", Kind::IndexLeftBracket);
    if state == State::Modifier {
        best.fixed(text, "(", Kind::LeftParen);
    }
    best.token(Kind::SetDirective, set_directive(text));
    everywhere(text, best);
    if state == State::Reference {
        line_comment(text, best);
    }
    booleans(text, best);
    best.token(Kind::Identifier, identifier(text));
    best.token(Kind::Dot, dot(text));
    best.fixed(text, "{", Kind::ReferenceLeftCurly);
    best.fixed(text, "}", Kind::ReferenceRightCurly);
    best.offer(Match::ReferenceEnd, one(text));
    if state == State::Reference {
        best.token(Kind::EmptyIndex, empty_index(text));
    }
}

fn arguments(text: &str, best: &mut Best) {
    punctuation(text, best);
    best.fixed(text, ")", Kind::CallRightParen);
    best.token(Kind::SetDirective, set_directive(text));
    everywhere(text, best);
    literals(text, best);
    best.token(Kind::Identifier, identifier(text));
    best.token(Kind::Dot, dot(text));
}

fn index(text: &str, best: &mut Best) {
    best.fixed(text, "]", Kind::IndexRightBracket);
    everywhere(text, best);
    literals(text, best);
}

fn pre_directive(text: &str, best: &mut Best) {
    everywhere(text, best);
    line_comment(text, best);
    best.token(Kind::End, closing_word(text, "end"));
    best.token(Kind::If, either_word(text, "if"));
    best.token(Kind::ElseIf, either_word(text, "elseif"));
    best.token(Kind::Else, closing_word(text, "else"));
    numbers(text, best);
    best.token(Kind::Word, word(text));
    best.token(Kind::BracketedWord, bracketed_word(text));
    best.offer(Match::DirectiveEnd, one(text));
}

fn directive(text: &str, best: &mut Best) {
    punctuation(text, best);
    best.fixed(text, "(", Kind::LeftParen);
    if let Some(after) = text.strip_prefix(')') {
        best.token(Kind::RightParen, 1 + blank_line_end(after));
    }
    everywhere(text, best);
    line_comment(text, best);
    best.token(Kind::Whitespace, whitespace(text));
    best.token(Kind::StringLiteral, string(text));
    booleans(text, best);
    for (literal, kind) in OPERATORS {
        best.fixed(text, literal, kind);
    }
    numbers(text, best);
    best.token(Kind::Word, word(text));
    best.token(Kind::BracketedWord, bracketed_word(text));
}

const OPERATORS: [(&str, Kind); 24] = [
    ("-", Kind::Minus),
    ("+", Kind::Plus),
    ("*", Kind::Multiply),
    ("/", Kind::Divide),
    ("%", Kind::Modulus),
    ("&&", Kind::And),
    ("and", Kind::And),
    ("||", Kind::Or),
    ("or", Kind::Or),
    ("<", Kind::Less),
    ("lt", Kind::Less),
    ("<=", Kind::LessEqual),
    ("le", Kind::LessEqual),
    (">", Kind::Greater),
    ("gt", Kind::Greater),
    (">=", Kind::GreaterEqual),
    ("ge", Kind::GreaterEqual),
    ("==", Kind::EqualTo),
    ("eq", Kind::EqualTo),
    ("!=", Kind::NotEqual),
    ("ne", Kind::NotEqual),
    ("!", Kind::Not),
    ("not", Kind::Not),
    ("=", Kind::Assign),
];

fn comment(state: State, text: &str, best: &mut Best) {
    everywhere(text, best);
    match state {
        State::LineComment => best.token(Kind::LineCommentEnd, newline(text)),
        State::FormalComment => best.fixed(text, "*#", Kind::FormalComment),
        State::MultiLineComment => best.fixed(text, "*#", Kind::MultiLineComment),
        _ => best.fixed(text, "]]#", Kind::TextBlock),
    }
    let any = if state == State::TextBlock {
        Match::More(More::InTextBlock)
    } else {
        Match::Skip
    };
    best.offer(any, one(text));
}

/// The patterns that hold in every state, comments included.
fn everywhere(text: &str, best: &mut Best) {
    best.offer(Match::More(More::Dollar), dollar(text));
    if text.starts_with("#[[") {
        best.offer(Match::More(More::TextBlock), 3);
    }
    if let Some(character) = text
        .strip_prefix("#**")
        .and_then(|rest| rest.chars().next())
        .filter(|c| *c != '#')
    {
        let last = character.len_utf8();
        best.offer(Match::More(More::FormalComment { last }), 3 + last);
    }
    if text.starts_with("#*") {
        best.offer(Match::More(More::MultiLineComment), 2);
    }
    if text.starts_with('#') {
        best.offer(Match::More(More::Hash), 1);
    }
}

/// A line comment cannot begin after a property or in a call's arguments: `$a.b##c` prints `##c`.
fn line_comment(text: &str, best: &mut Best) {
    best.fixed(text, "##", Kind::LineCommentStart);
}

fn punctuation(text: &str, best: &mut Best) {
    best.fixed(text, "[", Kind::LeftBracket);
    best.fixed(text, "]", Kind::RightBracket);
    best.fixed(text, ",", Kind::Comma);
    best.fixed(text, "..", Kind::DoubleDot);
    best.fixed(text, ":", Kind::Colon);
    best.fixed(text, "{", Kind::LeftCurly);
    best.fixed(text, "}", Kind::RightCurly);
}

fn literals(text: &str, best: &mut Best) {
    best.token(Kind::Whitespace, whitespace(text));
    best.token(Kind::StringLiteral, string(text));
    booleans(text, best);
    numbers(text, best);
}

fn booleans(text: &str, best: &mut Best) {
    best.fixed(text, "true", Kind::True);
    best.fixed(text, "false", Kind::False);
}

/// One character, whichever.
fn one(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// Length of the longest prefix whose bytes all satisfy `accept`.
fn run(text: &str, accept: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|byte| accept(*byte)).count()
}

/// `(\\)*$`, and `(\\)*$(\\)*!`.
fn dollar(text: &str) -> usize {
    let slashes = run(text, |byte| byte == b'\\');
    let Some(after) = text[slashes..].strip_prefix('$') else {
        return 0;
    };
    let bang = run(after, |byte| byte == b'\\');
    if after[bang..].starts_with('!') {
        slashes + 1 + bang + 1
    } else {
        slashes + 1
    }
}

/// `(" "|"\t")* ("#set" | "#{set}") (" ")* "("`
fn set_directive(text: &str) -> usize {
    let indent = run(text, |byte| matches!(byte, b' ' | b'\t'));
    let rest = &text[indent..];
    let Some(after) = rest
        .strip_prefix("#set")
        .or_else(|| rest.strip_prefix("#{set}"))
    else {
        return 0;
    };
    let blanks = run(after, |byte| byte == b' ');
    if after[blanks..].starts_with('(') {
        text.len() - after.len() + blanks + 1
    } else {
        0
    }
}

/// An odd number of backslashes, `#` and a directive's name.
fn escaped_directive(text: &str) -> usize {
    let slashes = run(text, |byte| byte == b'\\');
    let Some(after) = text[slashes..]
        .strip_prefix('#')
        .filter(|_| slashes % 2 == 1)
    else {
        return 0;
    };
    let name = word(after).max(bracketed_word(after));
    if name > 0 { slashes + 1 + name } else { 0 }
}

fn empty_index(text: &str) -> usize {
    ["$[", "$![", "$\\![", "$."]
        .into_iter()
        .find(|form| text.starts_with(form))
        .map_or(0, str::len)
}

fn newline(text: &str) -> usize {
    if text.starts_with("\r\n") {
        2
    } else {
        usize::from(text.starts_with(['\n', '\r']))
    }
}

fn whitespace(text: &str) -> usize {
    run(text, |byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
}

/// Blanks and the newline after them; nothing when the line goes on.
fn blank_line_end(text: &str) -> usize {
    let blanks = run(text, |byte| matches!(byte, b' ' | b'\t'));
    match newline(&text[blanks..]) {
        0 => 0,
        end => blanks + end,
    }
}

fn either_word(text: &str, name: &str) -> usize {
    if text.starts_with(name) {
        return name.len();
    }
    let bracketed = text
        .strip_prefix('{')
        .and_then(|rest| rest.strip_prefix(name))
        .is_some_and(|rest| rest.starts_with('}'));
    if bracketed { name.len() + 2 } else { 0 }
}

/// A word that takes the rest of a blank line with it.
fn closing_word(text: &str, name: &str) -> usize {
    match either_word(text, name) {
        0 => 0,
        length => length + blank_line_end(&text[length..]),
    }
}

fn word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'@')
}

fn word(text: &str) -> usize {
    if text.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '@')) {
        run(text, word_byte)
    } else {
        0
    }
}

fn bracketed_word(text: &str) -> usize {
    let Some(inner) = text.strip_prefix('{') else {
        return 0;
    };
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        return 0;
    }
    let length = run(inner, word_byte);
    if inner[length..].starts_with('}') {
        length + 2
    } else {
        0
    }
}

fn identifier(text: &str) -> usize {
    if text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        run(text, |byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
        })
    } else {
        0
    }
}

/// A dot and the letter after it.
fn dot(text: &str) -> usize {
    let bytes = text.as_bytes();
    if bytes.first() == Some(&b'.') && bytes.get(1).is_some_and(u8::is_ascii_alphabetic) {
        2
    } else {
        0
    }
}

/// A string in either quote; a doubled quote stands for one, if the string still ends after it.
fn string(text: &str) -> usize {
    let bytes = text.as_bytes();
    let Some(&quote @ (b'"' | b'\'')) = bytes.first() else {
        return 0;
    };
    let (mut at, mut accepted) = (1, 0);
    while let Some(offset) = bytes
        .get(at..)
        .and_then(|rest| rest.iter().position(|byte| *byte == quote))
    {
        accepted = at + offset + 1;
        if bytes.get(accepted) != Some(&quote) {
            break;
        }
        at = accepted + 1;
    }
    accepted
}

fn numbers(text: &str, best: &mut Best) {
    let sign = usize::from(text.starts_with('-'));
    let digits = run(&text[sign..], |byte| byte.is_ascii_digit());
    let after = &text[sign + digits..];
    if digits > 0 {
        let range = if after.starts_with("..") { 2 } else { 0 };
        best.token(Kind::Integer, sign + digits + range);
        best.token(Kind::Float, with(sign + digits, exponent(after)));
    }
    if let Some(fraction) = after.strip_prefix('.') {
        let places = run(fraction, |byte| byte.is_ascii_digit());
        if digits > 0 || places > 0 {
            best.token(
                Kind::Float,
                sign + digits + 1 + places + exponent(&fraction[places..]),
            );
        }
    }
}

/// `length + more`, or nothing when there is no `more`.
fn with(length: usize, more: usize) -> usize {
    if more > 0 { length + more } else { 0 }
}

fn exponent(text: &str) -> usize {
    let Some(rest) = text.strip_prefix(['e', 'E']) else {
        return 0;
    };
    let sign = usize::from(rest.starts_with(['+', '-']));
    with(1 + sign, run(&rest[sign..], |byte| byte.is_ascii_digit()))
}
