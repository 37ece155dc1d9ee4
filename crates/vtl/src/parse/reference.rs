//! References: `$x`, `$!{x}.y(1)[2]`.

use super::Parser;
use crate::error::ParseError;
use crate::lex::Kind;
use crate::program::{Expr, Node, Reference, Step};

/// What the text of a reference's first token says.
struct Head<'s> {
    escapes: &'s str,
    escaped: bool,
    prefix: &'s str,
    /// The token's text after these.
    rest: &'s str,
}

impl Parser<'_, '_, '_> {
    /// A reference as a statement.
    pub(super) fn reference_node(&mut self) -> Result<Node, ParseError> {
        let first = self.current;
        let reference = self.reference()?;
        // Without a dollar it is a leftover of a construct that was none: its first token is text.
        if !self.image(first).contains('$') {
            return Ok(Node::Text(self.image(first).into()));
        }
        Ok(Node::Reference(Box::new(reference)))
    }

    pub(super) fn reference(&mut self) -> Result<Reference, ParseError> {
        let first = self.current;
        let formal = self.accept(Kind::ReferenceLeftCurly)?;
        let name = self.expect(Kind::Identifier)?;
        let steps = self.steps()?;
        if formal {
            self.expect(Kind::ReferenceRightCurly)?;
        }
        Ok(self.finish_reference(first, name, steps))
    }

    fn steps(&mut self) -> Result<Vec<Step>, ParseError> {
        let mut steps = Vec::new();
        self.indexes(&mut steps)?;
        while self.peek(0)? == Kind::Dot && self.peek(1)? == Kind::Identifier {
            self.advance()?;
            let name = self.advance()?;
            let step = if self.at_call()? {
                let args = self.arguments()?;
                Step::Method {
                    name: self.image(name).into(),
                    args,
                    place: self.place(name),
                }
            } else {
                Step::Property(self.image(name).into())
            };
            steps.push(step);
            self.indexes(&mut steps)?;
        }
        Ok(steps)
    }

    /// A parenthesis makes a call only when an argument or its end follows.
    fn at_call(&mut self) -> Result<bool, ParseError> {
        if self.peek(0)? != Kind::LeftParen {
            return Ok(false);
        }
        Ok(matches!(
            self.peek(1)?,
            Kind::CallRightParen
                | Kind::Whitespace
                | Kind::StringLiteral
                | Kind::Integer
                | Kind::Float
                | Kind::LeftBracket
                | Kind::LeftCurly
                | Kind::True
                | Kind::False
                | Kind::Identifier
                | Kind::ReferenceLeftCurly
        ))
    }

    fn arguments(&mut self) -> Result<Vec<Expr>, ParseError> {
        self.expect(Kind::LeftParen)?;
        let mut args = Vec::new();
        if self.peek(0)? != Kind::CallRightParen {
            args.push(self.parameter()?);
            while self.accept(Kind::Comma)? {
                args.push(self.parameter()?);
            }
        }
        self.expect(Kind::CallRightParen)?;
        Ok(args)
    }

    fn indexes(&mut self, steps: &mut Vec<Step>) -> Result<(), ParseError> {
        while self.peek(0)? == Kind::IndexLeftBracket {
            let bracket = self.advance()?;
            self.accept(Kind::Whitespace)?;
            let index = match self.peek(0)? {
                Kind::StringLiteral | Kind::Integer | Kind::True | Kind::False => self.primary()?,
                Kind::Identifier | Kind::ReferenceLeftCurly => self.primary()?,
                _ => return Err(self.unexpected()),
            };
            self.accept(Kind::Whitespace)?;
            self.expect(Kind::IndexRightBracket)?;
            steps.push(Step::Index {
                index,
                place: self.place(bracket),
            });
        }
        Ok(())
    }

    /// Sorts out backslashes and stray `$`s and `#`s before the reference, and what it prints when unresolved.
    fn finish_reference(&mut self, first: usize, name: usize, steps: Vec<Step>) -> Reference {
        let place = self.place(first);
        let image = self.image(first);
        if let Some(unresolved) = slash_bang(image) {
            let root = self.intern(&unresolved);
            let plain = self.plain_variable(&unresolved);
            let (escapes, prefix) = (Box::default(), Box::default());
            return Reference {
                root,
                steps,
                escaped: false,
                computable: false,
                escapes,
                prefix,
                unresolved,
                plain,
                place,
            };
        }
        let head = Head::of(image);
        // From here on the token is what is left, in every text that prints it again.
        self.tokens[first].start = self.tokens[first].end - head.rest.len();
        let literal = self.literal(first, self.current);
        let quiet = head.rest.starts_with("$!");
        let variable = if name == first {
            head.rest.trim_start_matches(['$', '!'])
        } else {
            self.image(name)
        };
        let unresolved = if quiet && !head.escaped {
            Box::default()
        } else {
            literal
        };
        let root = self.intern(variable);
        Reference {
            root,
            steps,
            escaped: head.escaped,
            computable: head.rest.starts_with('$'),
            escapes: head.escapes.into(),
            prefix: head.prefix.into(),
            plain: self.plain_variable(&unresolved),
            unresolved,
            place,
        }
    }

    /// The variable of a text that is `$variable` and no more.
    fn plain_variable(&mut self, text: &str) -> Option<crate::names::Sym> {
        let name = text.strip_prefix('$')?;
        let valid = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        valid.then(|| self.intern(name))
    }
}

impl<'s> Head<'s> {
    fn of(image: &'s str) -> Head<'s> {
        let slashes = image.len() - image.trim_start_matches('\\').len();
        let (before, rest) = image.split_at(slashes);
        let dollar = rest.rfind('$').unwrap_or(0);
        Head {
            escapes: &before[..slashes / 2],
            escaped: slashes % 2 == 1,
            prefix: &rest[..dollar],
            rest: &rest[dollar..],
        }
    }
}

/// `$\!x`: printed with one backslash less, and without a value.
fn slash_bang(image: &str) -> Option<Box<str>> {
    image.find("\\!")?;
    let dollar = image.find('$')?;
    let slash = dollar + image[dollar..].find('\\')?;
    Some(format!("{}{}", &image[..slash], &image[slash + 1..]).into_boxed_str())
}
