//! The text of `States.Format`: `{}` is a hole, `\{`, `\}`, `\'` and `\\` stand for the second character.

/// A text with holes: pieces of text around them, so one piece more than holes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    pieces: Vec<String>,
}

impl Template {
    /// Splits a text at its holes. Braces that make no pair stay as they are.
    pub(super) fn parse(text: &str) -> Template {
        let mut pieces = vec![String::new()];
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            let piece = pieces
                .last_mut()
                .expect("starts with one piece and only grows");
            match (c, rest.peek()) {
                ('\\', Some('{' | '}' | '\'' | '\\')) => piece.extend(rest.next()),
                ('{', Some('}')) => {
                    rest.next();
                    pieces.push(String::new());
                }
                _ => piece.push(c),
            }
        }
        Template { pieces }
    }

    /// How many values it wants.
    pub(super) fn holes(&self) -> usize {
        self.pieces.len() - 1
    }

    /// The text with `values` in its holes; as many as [`Template::holes`].
    pub(super) fn fill(&self, values: &[String]) -> String {
        let mut out = self.pieces[0].clone();
        for (value, piece) in values.iter().zip(&self.pieces[1..]) {
            out.push_str(value);
            out.push_str(piece);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_and_escapes() {
        let template = Template::parse(r"a{}b\{\}{c} \\ {}");
        assert_eq!(template.holes(), 2);
        assert_eq!(template.fill(&["1".into(), "2".into()]), r"a1b{}{c} \ 2");
    }
}
