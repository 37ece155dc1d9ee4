//! XML as the query protocol's answers need it: elements and text.

/// A document being written.
#[derive(Debug, Default)]
pub(super) struct Xml(String);

impl Xml {
    /// The root's start tag with its namespace.
    pub(super) fn open_in(&mut self, name: &str, namespace: &str) {
        self.0 += "<";
        self.0 += name;
        self.0 += " xmlns=\"";
        self.0 += namespace;
        self.0 += "\">";
    }

    /// A start tag.
    pub(super) fn open(&mut self, name: &str) {
        self.0 += "<";
        self.0 += name;
        self.0 += ">";
    }

    /// An end tag.
    pub(super) fn close(&mut self, name: &str) {
        self.0 += "</";
        self.0 += name;
        self.0 += ">";
    }

    /// An element that holds text.
    pub(super) fn element(&mut self, name: &str, text: &str) {
        self.open(name);
        for letter in text.chars() {
            self.letter(letter);
        }
        self.close(name);
    }

    /// XML 1.0 has no form for most control characters: they become U+FFFD.
    fn letter(&mut self, letter: char) {
        match letter {
            '&' => self.0 += "&amp;",
            '<' => self.0 += "&lt;",
            '>' => self.0 += "&gt;",
            '"' => self.0 += "&quot;",
            '\r' => self.0 += "&#xD;",
            '\n' | '\t' => self.0.push(letter),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => self.0.push('\u{fffd}'),
            _ => self.0.push(letter),
        }
    }

    /// The document.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}
