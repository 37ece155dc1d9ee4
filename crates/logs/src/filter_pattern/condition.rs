//! Conditions joined by `&&`, `||` and parentheses, whatever a single one of them is.
//!
//! ```text
//! any = all ("||" all)*
//! all = one ("&&" one)*
//! one = "(" any ")" | test
//! ```

use super::Fault;
use super::lex::Lexer;

/// How deep parentheses nest.
const MAX_DEPTH: usize = 32;

#[derive(Clone, Debug)]
pub(super) enum Condition<T> {
    And(Vec<Condition<T>>),
    Or(Vec<Condition<T>>),
    Test(T),
}

impl<T> Condition<T> {
    /// Reads a condition; `test` reads a single one.
    pub(super) fn parse<'a>(
        lexer: &mut Lexer<'a>,
        test: &mut impl FnMut(&mut Lexer<'a>) -> Result<T, Fault>,
    ) -> Result<Self, Fault> {
        any(lexer, 0, test)
    }

    /// True when the condition holds, where `test` says whether a single one does.
    pub(super) fn holds(&self, test: &impl Fn(&T) -> bool) -> bool {
        match self {
            Self::And(all) => all.iter().all(|condition| condition.holds(test)),
            Self::Or(any) => any.iter().any(|condition| condition.holds(test)),
            Self::Test(one) => test(one),
        }
    }
}

fn any<'a, T>(
    lexer: &mut Lexer<'a>,
    depth: usize,
    test: &mut impl FnMut(&mut Lexer<'a>) -> Result<T, Fault>,
) -> Result<Condition<T>, Fault> {
    let mut conditions = vec![all(lexer, depth, test)?];
    while lexer.take("||") {
        conditions.push(all(lexer, depth, test)?);
    }
    Ok(Condition::Or(conditions))
}

fn all<'a, T>(
    lexer: &mut Lexer<'a>,
    depth: usize,
    test: &mut impl FnMut(&mut Lexer<'a>) -> Result<T, Fault>,
) -> Result<Condition<T>, Fault> {
    let mut conditions = vec![one(lexer, depth, test)?];
    while lexer.take("&&") {
        conditions.push(one(lexer, depth, test)?);
    }
    Ok(Condition::And(conditions))
}

fn one<'a, T>(
    lexer: &mut Lexer<'a>,
    depth: usize,
    test: &mut impl FnMut(&mut Lexer<'a>) -> Result<T, Fault>,
) -> Result<Condition<T>, Fault> {
    if depth == MAX_DEPTH {
        return Err(Fault::Invalid);
    }
    if !lexer.take("(") {
        return test(lexer).map(Condition::Test);
    }
    let inner = any(lexer, depth + 1, test)?;
    match lexer.take(")") {
        true => Ok(inner),
        false => Err(Fault::Invalid),
    }
}
