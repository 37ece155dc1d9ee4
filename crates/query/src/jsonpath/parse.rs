//! From a path's text to its steps.

mod bracket;
mod cursor;
mod filter;

use super::limits::MAX_STEPS;
use super::step::Step;
use super::{Dialect, ParseError, ParseErrorKind, Root};
use cursor::Cursor;

/// Longest variable name (Step Functions developer guide, "Passing data between states with variables").
const MAX_VARIABLE_NAME: usize = 80;

/// Parses a whole path.
pub(super) fn parse(text: &str, dialect: Dialect) -> Result<(Root, Vec<Step>), ParseError> {
    let mut parser = Parser {
        cursor: Cursor::new(text),
        dialect,
        steps_left: MAX_STEPS,
    };
    parser.cursor.skip_space();
    if parser.cursor.at_end() {
        return Err(parser.cursor.error(ParseErrorKind::Empty));
    }
    let mut steps = Vec::new();
    let root = parser.root(&mut steps)?;
    parser.steps(&mut steps, Place::Path)?;
    parser.cursor.skip_space();
    parser.cursor.expect_end()?;
    Ok((root, steps))
}

/// Where names are read: inside a filter they also end at an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Path,
    Filter,
}

/// A parse under way.
struct Parser<'t> {
    cursor: Cursor<'t>,
    dialect: Dialect,
    steps_left: usize,
}

impl Parser<'_> {
    /// `$`, `$$`, `$name`; for API Gateway also `@` or nothing, where the text starts with a field name.
    fn root(&mut self, steps: &mut Vec<Step>) -> Result<Root, ParseError> {
        match (self.dialect, self.cursor.peek()) {
            (Dialect::States, Some('$')) => {
                self.cursor.next();
                if self.cursor.eat('$') {
                    Ok(Root::Context)
                } else {
                    self.variable()
                }
            }
            (Dialect::States, _) => Err(self.cursor.error(ParseErrorKind::Root)),
            (Dialect::Gateway, Some('$' | '@')) => {
                self.cursor.next();
                Ok(Root::Input)
            }
            (Dialect::Gateway, _) => {
                let step = self.name(Place::Path)?;
                self.push(steps, step)?;
                Ok(Root::Input)
            }
        }
    }

    fn variable(&mut self) -> Result<Root, ParseError> {
        let name = self.cursor.take_while(|c| c.is_alphanumeric() || c == '_');
        if name.is_empty() {
            return Ok(Root::Input);
        }
        if name.chars().count() > MAX_VARIABLE_NAME {
            return Err(self.cursor.error(ParseErrorKind::TooLong));
        }
        match name.chars().next() {
            Some(first) if first.is_numeric() => {
                Err(self.cursor.error(ParseErrorKind::Unexpected(first)))
            }
            _ => Ok(Root::Variable(name.to_owned())),
        }
    }

    /// All steps up to something that starts none.
    fn steps(&mut self, steps: &mut Vec<Step>, place: Place) -> Result<(), ParseError> {
        loop {
            match self.cursor.peek() {
                Some('.') => {
                    self.cursor.next();
                    if self.cursor.eat('.') {
                        self.push(steps, Step::Descend)?;
                    }
                    let step = if self.cursor.peek() == Some('[') {
                        self.bracket()?
                    } else {
                        self.dotted(place)?
                    };
                    self.push(steps, step)?;
                }
                Some('[') => {
                    let step = self.bracket()?;
                    self.push(steps, step)?;
                }
                _ => return Ok(()),
            }
        }
    }

    fn push(&mut self, steps: &mut Vec<Step>, step: Step) -> Result<(), ParseError> {
        self.steps_left = self
            .steps_left
            .checked_sub(1)
            .ok_or_else(|| self.cursor.error(ParseErrorKind::TooLong))?;
        steps.push(step);
        Ok(())
    }

    /// What follows a dot: `*` or a name.
    fn dotted(&mut self, place: Place) -> Result<Step, ParseError> {
        if self.cursor.eat('*') {
            Ok(Step::Wild)
        } else {
            self.name(place)
        }
    }

    /// A bare name. Jayway takes nearly any character, among them `()`: there is no function `length()` in the
    /// version that AWS's texts come from, so that it reads a field of that name.
    fn name(&mut self, place: Place) -> Result<Step, ParseError> {
        let mut name = self
            .cursor
            .take_while(|c| is_name_character(c, place))
            .to_owned();
        if place == Place::Filter && self.cursor.eat_text("()") {
            name.push_str("()");
        }
        if name.is_empty() {
            return Err(self.cursor.unexpected());
        }
        if self.dialect == Dialect::States && name.contains('(') {
            return Err(self
                .cursor
                .error(ParseErrorKind::Unsupported("functions are")));
        }
        if self.dialect == Dialect::States && name.contains(['*', '?', '\'', '"', ')']) {
            return Err(self.cursor.error(ParseErrorKind::Unsupported(
                "punctuation outside of brackets is",
            )));
        }
        Ok(Step::Key(name))
    }
}

fn is_name_character(c: char, place: Place) -> bool {
    let ends_name = matches!(c, '.' | '[' | ']') || c.is_whitespace();
    let operator = matches!(c, '(' | ')' | '=' | '!' | '<' | '>' | '&' | '|' | '~');
    !(ends_name || (place == Place::Filter && operator))
}
