//! The bracket forms: `['a']`, `['a','b']`, `[0]`, `[0,2]`, `[1:3]`, `[*]`, `[?(..)]`, `[(@.length-1)]`.

use super::super::step::{Filter, Slice, Step};
use super::super::{Dialect, ParseError, ParseErrorKind};
use super::Parser;

impl Parser<'_> {
    pub(super) fn bracket(&mut self) -> Result<Step, ParseError> {
        self.cursor.expect('[')?;
        self.cursor.skip_space();
        let step = match self.cursor.peek() {
            Some('*') => {
                self.cursor.next();
                Step::Wild
            }
            Some('\'') => self.names()?,
            Some('?') => self.filter_step()?,
            Some('(') => self.length_index()?,
            Some('0'..='9' | '-' | '+' | ':') => self.numbers()?,
            Some(_) => return Err(self.cursor.error(ParseErrorKind::Bracket)),
            None => return Err(self.cursor.error(ParseErrorKind::End)),
        };
        self.cursor.skip_space();
        self.cursor.expect(']')?;
        Ok(step)
    }

    fn names(&mut self) -> Result<Step, ParseError> {
        let mut names = Vec::new();
        loop {
            self.cursor.expect('\'')?;
            names.push(self.cursor.quoted_name()?);
            self.cursor.skip_space();
            if !self.cursor.eat(',') {
                break;
            }
            self.cursor.skip_space();
        }
        match <[String; 1]>::try_from(names) {
            Ok([name]) => Ok(Step::Key(name)),
            Err(names) => Ok(Step::Keys(names)),
        }
    }

    fn filter_step(&mut self) -> Result<Step, ParseError> {
        self.cursor.expect('?')?;
        self.cursor.skip_space();
        self.cursor.expect('(')?;
        let expression = self.expression(0)?;
        self.cursor.skip_space();
        self.cursor.expect(')')?;
        Ok(Step::Filter(Filter {
            expression,
            objects_only: self.dialect == Dialect::States,
        }))
    }

    /// `(@.length-1)`; Jayway takes `(@.length()-1)` too.
    fn length_index(&mut self) -> Result<Step, ParseError> {
        self.cursor.expect('(')?;
        self.cursor.skip_space();
        if !self.cursor.eat_text("@.length") {
            return Err(self.cursor.error(ParseErrorKind::Bracket));
        }
        if self.cursor.eat_text("()") && self.dialect == Dialect::States {
            return Err(self
                .cursor
                .error(ParseErrorKind::Unsupported("functions are")));
        }
        self.cursor.skip_space();
        self.cursor.expect('-')?;
        self.cursor.skip_space();
        let back = self.cursor.take_while(|c| c.is_ascii_digit());
        let back: u32 = back
            .parse()
            .map_err(|_| self.cursor.error(ParseErrorKind::Bracket))?;
        self.cursor.skip_space();
        self.cursor.expect(')')?;
        Ok(Step::FromEnd(back as usize))
    }

    fn numbers(&mut self) -> Result<Step, ParseError> {
        let text = self.cursor.take_while(|c| c != ']');
        let wrong = || self.cursor.error(ParseErrorKind::Bracket);
        if text.contains(':') {
            return slice(text).map(Step::Slice).ok_or_else(wrong);
        }
        let indexes: Vec<i64> = text
            .split(',')
            .map(index)
            .collect::<Option<_>>()
            .ok_or_else(wrong)?;
        match indexes[..] {
            [index] => Ok(Step::Index(index)),
            _ => Ok(Step::Indexes(indexes)),
        }
    }
}

/// A Java `int`, space around it allowed.
fn index(text: &str) -> Option<i64> {
    text.trim().parse::<i32>().ok().map(i64::from)
}

/// `from:to` or `from:to:step`, where one of the first two must be there. A step of zero counts as one.
fn slice(text: &str) -> Option<Slice> {
    let bound = |text: &str| match text.trim() {
        "" => Some(None),
        text => index(text).map(Some),
    };
    let mut parts = text.split(':');
    let from = bound(parts.next()?)?;
    let to = bound(parts.next()?)?;
    let step = bound(parts.next().unwrap_or_default())?.unwrap_or(1);
    if parts.next().is_some() || (from.is_none() && to.is_none()) {
        return None;
    }
    Some(Slice {
        from,
        to,
        step: usize::try_from(step).ok()?.max(1),
    })
}
