//! Expressions, and the literals of directives and method calls.

use std::sync::Arc;

use super::Parser;
use crate::error::ParseError;
use crate::lex::Kind;
use crate::number;
use crate::program::{Comparison, Expr, MathOp, Operand};

/// Most operators in a row: each makes the expression's tree a level deeper.
const MAX_CHAIN: usize = 2000;

/// An operator between two operands.
enum Operator {
    Or,
    And,
    Compare(Comparison),
    Math(MathOp),
}

/// The operator of a token, with its rank: higher binds closer.
fn operator(kind: Kind) -> Option<(Operator, u8)> {
    let (compare, math) = (Operator::Compare, Operator::Math);
    Some(match kind {
        Kind::Or => (Operator::Or, 1),
        Kind::And => (Operator::And, 2),
        Kind::EqualTo => (compare(Comparison::Equal), 3),
        Kind::NotEqual => (compare(Comparison::NotEqual), 3),
        Kind::Less => (compare(Comparison::Less), 4),
        Kind::LessEqual => (compare(Comparison::LessEqual), 4),
        Kind::Greater => (compare(Comparison::Greater), 4),
        Kind::GreaterEqual => (compare(Comparison::GreaterEqual), 4),
        Kind::Plus => (math(MathOp::Add), 5),
        Kind::Minus => (math(MathOp::Subtract), 5),
        Kind::Multiply => (math(MathOp::Multiply), 6),
        Kind::Divide => (math(MathOp::Divide), 6),
        Kind::Modulus => (math(MathOp::Modulo), 6),
        _ => return None,
    })
}

impl Parser<'_, '_, '_> {
    pub(super) fn expression(&mut self) -> Result<Expr, ParseError> {
        self.nested(|parser| parser.operators(1))
    }

    /// Operators of this rank and above, left to right.
    fn operators(&mut self, rank: u8) -> Result<Expr, ParseError> {
        let first = self.current;
        let mut left = self.unary()?;
        let mut left_end = self.current;
        for _ in 0..MAX_CHAIN {
            let token = self.peek(0)?;
            let Some((operator, next)) = operator(token).filter(|(_, next)| *next >= rank) else {
                return Ok(left);
            };
            let sign = self.advance()?;
            let right_first = self.current;
            let right = self.nested(|parser| parser.operators(next + 1))?;
            left = match operator {
                Operator::Or => Expr::Or(Box::new((left, right))),
                Operator::And => Expr::And(Box::new((left, right))),
                Operator::Compare(comparison) => Expr::Compare(comparison, Box::new((left, right))),
                Operator::Math(op) => {
                    let left = Operand {
                        expr: left,
                        literal: self.operand_literal(first, left_end),
                    };
                    let right = Operand {
                        expr: right,
                        literal: self.operand_literal(right_first, self.current),
                    };
                    Expr::Math(op, Box::new((left, right)), self.place(sign))
                }
            };
            left_end = self.current;
        }
        Err(self.error(first, "the expression is too long".to_owned()))
    }

    /// An operand's own text: the blanks around it belong to the expression.
    fn operand_literal(&self, mut from: usize, mut to: usize) -> Box<str> {
        while from < to && self.tokens[from].kind == Kind::Whitespace {
            from += 1;
        }
        while from < to && self.tokens[to - 1].kind == Kind::Whitespace {
            to -= 1;
        }
        self.literal(from, to)
    }

    fn unary(&mut self) -> Result<Expr, ParseError> {
        let blank = usize::from(self.peek(0)? == Kind::Whitespace);
        if self.peek(blank)? == Kind::Not {
            self.accept(Kind::Whitespace)?;
            self.advance()?;
            let inner = self.nested(Self::unary)?;
            return Ok(Expr::Not(Box::new(inner)));
        }
        self.accept(Kind::Whitespace)?;
        let expr = match self.peek(0)? {
            Kind::LeftParen => {
                self.advance()?;
                let inner = self.expression()?;
                self.expect(Kind::RightParen)?;
                inner
            }
            _ => self.primary()?,
        };
        self.accept(Kind::Whitespace)?;
        Ok(expr)
    }

    /// An argument of a method, or an element of a literal, with blanks around it.
    pub(super) fn parameter(&mut self) -> Result<Expr, ParseError> {
        self.accept(Kind::Whitespace)?;
        let expr = self.primary()?;
        self.accept(Kind::Whitespace)?;
        Ok(expr)
    }

    /// A literal or a reference.
    pub(super) fn primary(&mut self) -> Result<Expr, ParseError> {
        match self.peek(0)? {
            Kind::StringLiteral => self.string_literal(),
            Kind::Identifier | Kind::ReferenceLeftCurly => {
                let reference = self.nested(Self::reference)?;
                Ok(Expr::Reference(Box::new(reference)))
            }
            Kind::Integer => self.integer(),
            Kind::Float => self.float(),
            Kind::LeftBracket => self.nested(Self::bracket),
            Kind::LeftCurly => self.nested(Self::map),
            Kind::True => self.advance().map(|_| Expr::Bool(true)),
            Kind::False => self.advance().map(|_| Expr::Bool(false)),
            _ => Err(self.unexpected()),
        }
    }

    fn integer(&mut self) -> Result<Expr, ParseError> {
        let token = self.advance()?;
        let text = self.image(token);
        if let Ok(int) = text.parse() {
            return Ok(Expr::Int(int));
        }
        if let Ok(long) = text.parse() {
            return Ok(Expr::Long(long));
        }
        text.parse()
            .map(Expr::Big)
            .map_err(|_| self.error(token, format!("\"{text}\" is not a number")))
    }

    fn float(&mut self) -> Result<Expr, ParseError> {
        let token = self.advance()?;
        let text = self.image(token);
        number::parse_double(text)
            .map(Expr::Double)
            .ok_or_else(|| self.error(token, format!("\"{text}\" is not a number")))
    }

    /// `[a, b]`, or `[1..3]`.
    fn bracket(&mut self) -> Result<Expr, ParseError> {
        self.expect(Kind::LeftBracket)?;
        let blank = usize::from(self.peek(0)? == Kind::Whitespace);
        if self.peek(blank)? == Kind::RightBracket {
            if blank == 1 {
                // Blanks alone are no element.
                self.advance()?;
                return Err(self.unexpected());
            }
            self.advance()?;
            return Ok(Expr::Array(Vec::new()));
        }
        let first_kind = self.peek(blank)?;
        let first = self.parameter()?;
        if self.peek(0)? == Kind::DoubleDot && is_range_end(first_kind) {
            return self.range_end(first);
        }
        let mut items = vec![first];
        while self.accept(Kind::Comma)? {
            items.push(self.parameter()?);
        }
        self.expect(Kind::RightBracket)?;
        Ok(Expr::Array(items))
    }

    fn range_end(&mut self, first: Expr) -> Result<Expr, ParseError> {
        self.advance()?;
        self.accept(Kind::Whitespace)?;
        if !is_range_end(self.peek(0)?) {
            return Err(self.unexpected());
        }
        let last = self.primary()?;
        self.accept(Kind::Whitespace)?;
        self.expect(Kind::RightBracket)?;
        Ok(Expr::Range(Box::new((first, last))))
    }

    /// `{key : value, ..}`
    fn map(&mut self) -> Result<Expr, ParseError> {
        self.expect(Kind::LeftCurly)?;
        let mut entries = Vec::new();
        let blank = usize::from(self.peek(0)? == Kind::Whitespace);
        if matches!(
            self.peek(blank)?,
            Kind::RightCurly | Kind::ReferenceRightCurly
        ) {
            self.accept(Kind::Whitespace)?;
        } else {
            entries.push(self.entry()?);
            while self.accept(Kind::Comma)? {
                entries.push(self.entry()?);
            }
        }
        match self.peek(0)? {
            Kind::RightCurly | Kind::ReferenceRightCurly => self.advance()?,
            _ => return Err(self.unexpected()),
        };
        Ok(Expr::Map(entries))
    }

    fn entry(&mut self) -> Result<(Expr, Expr), ParseError> {
        let key = self.parameter()?;
        self.expect(Kind::Colon)?;
        Ok((key, self.parameter()?))
    }

    /// A string without language inside is a constant.
    fn string_literal(&mut self) -> Result<Expr, ParseError> {
        let token = self.advance()?;
        let image = self.image(token);
        let text = super::string::unquote(image)
            .ok_or_else(|| self.error(token, format!("Failed to parse String literal {image}")))?;
        if !image.starts_with('"') || !image.contains(['$', '#']) {
            return Ok(Expr::Str(Arc::from(text)));
        }
        self.interpolated(token, text)
    }
}

/// Ends of a range are integers and references.
fn is_range_end(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Integer | Kind::Identifier | Kind::ReferenceLeftCurly
    )
}
