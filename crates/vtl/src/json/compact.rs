//! The short way from a JSON text to the text that reading and writing it would give.
//!
//! Most bodies are strict JSON without oddities: for these, blanks are left out and everything else is copied, without
//! a value being made. Whatever needs more thought (lenient syntax, `\u` escapes, a key that occurs twice, characters
//! that are escaped on writing) is left to reading and writing.

use std::collections::HashSet;

use crate::number;

/// Deepest nesting that is followed.
const MAX_DEPTH: usize = 100;
/// Objects with more keys than this are checked for equal keys by hashing.
const FEW_KEYS: usize = 16;
/// Digits that a double keeps in any case.
const SAFE_DIGITS: usize = 15;

/// Appends `source`, an object or array, in one line. `None`, and nothing appended, when this needs the long way.
pub fn compact(source: &str, out: &mut String) -> Option<()> {
    let before = out.len();
    out.reserve(source.len());
    let mut reader = Compact {
        source,
        bytes: source.as_bytes(),
        at: 0,
        out,
        keys: Vec::new(),
    };
    let done = reader.document();
    if done.is_none() {
        out.truncate(before);
    }
    done
}

struct Compact<'s, 'o> {
    source: &'s str,
    bytes: &'s [u8],
    at: usize,
    out: &'o mut String,
    /// Keys of the objects that are open, outermost first.
    keys: Vec<&'s str>,
}

impl<'s> Compact<'s, '_> {
    fn document(&mut self) -> Option<()> {
        self.blanks();
        if !matches!(self.peek()?, b'{' | b'[') {
            return None;
        }
        self.value(0)?;
        self.blanks();
        (self.at == self.bytes.len()).then_some(())
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// Copies everything from `start` to here.
    fn copy(&mut self, start: usize) -> Option<()> {
        self.out.push_str(self.source.get(start..self.at)?);
        Some(())
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        match self.peek()? {
            b'{' if depth < MAX_DEPTH => self.object(depth),
            b'[' if depth < MAX_DEPTH => self.array(depth),
            b'"' => {
                let start = self.at;
                self.string()?;
                self.copy(start)
            }
            b'-' | b'0'..=b'9' => self.number(),
            _ => self.name(),
        }
    }

    fn name(&mut self) -> Option<()> {
        let rest = self.bytes.get(self.at..)?;
        let name = ["true", "false", "null"]
            .into_iter()
            .find(|name| rest.starts_with(name.as_bytes()))?;
        self.at += name.len();
        self.out.push_str(name);
        Some(())
    }

    /// A bracket, and whether the collection ends at once.
    fn open(&mut self, bracket: char, close: u8) -> Option<bool> {
        self.at += 1;
        self.out.push(bracket);
        self.blanks();
        let empty = self.peek()? == close;
        if empty {
            self.close(close);
        }
        Some(empty)
    }

    fn close(&mut self, close: u8) {
        self.at += 1;
        self.out.push(char::from(close));
    }

    /// After an element: whether another follows.
    fn more(&mut self, close: u8) -> Option<bool> {
        self.blanks();
        match self.peek()? {
            b',' => {
                self.at += 1;
                self.out.push(',');
                self.blanks();
                Some(true)
            }
            found if found == close => {
                self.close(close);
                Some(false)
            }
            _ => None,
        }
    }

    fn array(&mut self, depth: usize) -> Option<()> {
        if self.open('[', b']')? {
            return Some(());
        }
        loop {
            self.value(depth + 1)?;
            if !self.more(b']')? {
                return Some(());
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<()> {
        if self.open('{', b'}')? {
            return Some(());
        }
        let first = self.keys.len();
        loop {
            self.key(first)?;
            self.value(depth + 1)?;
            if !self.more(b'}')? {
                break;
            }
        }
        let many = &self.keys[first..];
        if many.len() > FEW_KEYS && many.iter().collect::<HashSet<_>>().len() < many.len() {
            return None;
        }
        self.keys.truncate(first);
        Some(())
    }

    /// A key without escapes, and its colon.
    fn key(&mut self, first: usize) -> Option<()> {
        let start = self.at;
        if self.peek()? != b'"' || self.string()? {
            return None;
        }
        let key = self.source.get(start..self.at)?;
        let known = &self.keys[first..];
        if known.len() <= FEW_KEYS && known.contains(&key) {
            return None;
        }
        self.keys.push(key);
        self.out.push_str(key);
        self.blanks();
        if self.peek()? != b':' {
            return None;
        }
        self.at += 1;
        self.out.push(':');
        self.blanks();
        Some(())
    }

    /// Moves past a string that is written as it was read; true when it has escapes.
    fn string(&mut self) -> Option<bool> {
        self.at += 1;
        let mut escapes = false;
        loop {
            let rest = self.bytes.get(self.at..)?;
            self.at += rest.iter().position(|byte| LOOK[usize::from(*byte)])?;
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(escapes);
                }
                b'\\' => {
                    if !matches!(
                        self.bytes.get(self.at + 1)?,
                        b'"' | b'\\' | b'b' | b'f' | b'n' | b'r' | b't'
                    ) {
                        return None;
                    }
                    escapes = true;
                    self.at += 2;
                }
                // U+0080 to U+009F are escaped on writing, as are U+2000 to U+20FF.
                0xc2 if *self.bytes.get(self.at + 1)? >= 0xa0 => self.at += 2,
                0xe2 if *self.bytes.get(self.at + 1)? >= 0x84 => self.at += 3,
                _ => return None,
            }
        }
    }

    fn number(&mut self) -> Option<()> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let whole = self.digits();
        let first_digit = self.bytes.get(self.at - whole).copied()?;
        let fraction = self.peek() == Some(b'.');
        let zero = whole == 1 && first_digit == b'0';
        if whole == 0
            || (whole > 1 && first_digit == b'0')
            || (zero && !fraction && self.at - start > 1)
        {
            // No digits, a leading zero, or a whole zero with a sign: read and written otherwise.
            return None;
        }
        match self.peek() {
            Some(b'.') => {}
            Some(b'e' | b'E') => return None,
            _ => return self.copy(start),
        }
        self.at += 1;
        let places = self.digits();
        let last_zero = self.bytes[self.at - 1] == b'0';
        if places == 0 || whole + places > SAFE_DIGITS || matches!(self.peek(), Some(b'e' | b'E')) {
            return None;
        }
        // Java writes such a number just so, unless a zero is at its end or it is too large or small for plain digits.
        let small = self.bytes[start..self.at].starts_with(b"0.00")
            || self.bytes[start..self.at].starts_with(b"-0.00");
        if (last_zero && places > 1) || whole > 7 || small {
            number::display_double(self.source.get(start..self.at)?.parse().ok()?, self.out);
            return Some(());
        }
        self.copy(start)
    }

    fn digits(&mut self) -> usize {
        let count = self.bytes[self.at..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        self.at += count;
        count
    }
}

/// Bytes in a string that need a look.
const LOOK: [bool; 256] = {
    let mut look = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        look[byte] = true;
        byte += 1;
    }
    look[b'"' as usize] = true;
    look[b'\\' as usize] = true;
    look[0x7f] = true;
    look[0xc2] = true;
    look[0xe2] = true;
    look
};

#[cfg(test)]
mod tests {
    use super::compact;
    use crate::json::{Style, parse, write};
    use crate::limits::{Budget, Limits};

    /// Both ways give the same.
    fn check(source: &str, short: bool) {
        let mut compacted = String::from("x");
        assert_eq!(compact(source, &mut compacted).is_some(), short, "{source}");
        let mut written = String::from("x");
        if short {
            write(
                &parse(source).unwrap(),
                Style::Plain,
                &mut written,
                &Budget::new(&Limits::default()),
            )
            .unwrap();
        }
        assert_eq!(compacted, written, "{source}");
    }

    #[test]
    fn the_short_way() {
        for source in [
            "{}",
            " [ ] ",
            "[1, -2,\n3.5 ,0.5, 10.0,-0.25,1234567.5,12345678.5,0.001,0.01,0.0001,1.50,0.0,100.00,0,-0.0,-0.001]",
            "{ \"a\" : { \"b\" : [ true, false , null ] } , \"c\":\"d\" }",
            "[\"é✓日😀\",\"\\\"\\\\\\n\\t\\b\\f\\r\",\"a/b\",\"\u{a0}\u{2100}\"]",
            "[12345678901234567890123]",
            "{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":2}]}",
        ] {
            check(source, true);
        }
    }

    #[test]
    fn the_long_way() {
        for source in [
            "",
            "1",
            "\"a\"",
            "{'a':1}",
            "{\"a\":1,\"a\":2}",
            "[1,]",
            "[1 2]",
            "[01]",
            "[-0]",
            "[1.]",
            "[1e3]",
            "[1.5e3]",
            "[1234567890.1234567]",
            "[\"\\u0041\"]",
            "[\"\\/\"]",
            "{\"a\\n\":1}",
            "[\"\u{2028}\"]",
            "[\"\u{80}\"]",
            "[\"\u{7f}\"]",
            "[\"\n\"]",
            "[1]]",
            "[1] x",
            "[nul]",
            "[\"a",
            "{\"a\"",
            "[",
        ] {
            check(source, false);
        }
        let keys = |last: &str| {
            let keys: Vec<String> = (0..40).map(|n| format!("\"k{n}\":{n}")).collect();
            format!("{{{},{last}:1}}", keys.join(","))
        };
        check(&keys("\"new\""), true);
        check(&keys("\"k3\""), false);
        check(&"[".repeat(300), false);
    }
}
