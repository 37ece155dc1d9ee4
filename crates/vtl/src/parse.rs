//! The parser: statements and directives. Expressions and references have files of their own.

mod directive;
mod expression;
mod reference;
mod string;

use crate::error::ParseError;
use crate::lex::{self, Kind, Lexer, Token};
use crate::names::{Names, Sym};
use crate::program::{Block, Expr, If, Macro, Node, Place, Set};

/// Deepest nesting of blocks, parentheses, literals and strings in one another.
const MAX_NESTING: u32 = 100;

/// A parsed source.
pub(crate) struct Parsed {
    pub(crate) body: Block,
    /// Macros in the order of their definition; a name may occur twice.
    pub(crate) macros: Vec<Macro>,
}

/// Parses `source`; `known` are macros that exist already, which matters to escapes only.
pub(crate) fn parse(source: &str, names: &mut Names, known: &[&str]) -> Result<Parsed, ParseError> {
    let mut shared = Shared {
        names,
        macros: Vec::new(),
        nesting: 0,
    };
    let body = Parser::new(source, &mut shared, known).template()?;
    Ok(Parsed {
        body,
        macros: shared.macros,
    })
}

/// What a template and the strings within it have in common.
pub(super) struct Shared<'n> {
    names: &'n mut Names,
    macros: Vec<Macro>,
    nesting: u32,
}

/// A parser over one source: a template, or the inside of a string.
pub(super) struct Parser<'s, 'n, 'p> {
    source: &'s str,
    lexer: Lexer<'s>,
    /// Every token read so far; those before `current` are consumed.
    tokens: Vec<Token>,
    current: usize,
    shared: &'p mut Shared<'n>,
    /// Names of macros that exist while this source is parsed.
    known: Vec<Box<str>>,
}

impl<'s, 'n, 'p> Parser<'s, 'n, 'p> {
    fn new(source: &'s str, shared: &'p mut Shared<'n>, known: &[&str]) -> Self {
        let known = known.iter().map(|name| Box::from(*name)).collect();
        Parser {
            source,
            lexer: Lexer::new(source),
            tokens: Vec::new(),
            current: 0,
            shared,
            known,
        }
    }

    fn template(&mut self) -> Result<Block, ParseError> {
        let body = self.block()?;
        self.expect(Kind::Eof)?;
        Ok(body)
    }

    /// The token `ahead` after the last consumed one, from 0. Tokens are read no further than asked for, because the
    /// parser changes the lexer's state after a directive's name.
    fn peek(&mut self, ahead: usize) -> Result<Kind, ParseError> {
        while self.tokens.len() <= self.current + ahead {
            let token = self.lexer.next()?;
            self.tokens.push(token);
        }
        Ok(self.tokens[self.current + ahead].kind)
    }

    /// Consumes the next token; gives its index.
    fn advance(&mut self) -> Result<usize, ParseError> {
        self.peek(0)?;
        self.current += 1;
        Ok(self.current - 1)
    }

    fn expect(&mut self, kind: Kind) -> Result<usize, ParseError> {
        if self.peek(0)? == kind {
            self.advance()
        } else {
            Err(self.unexpected())
        }
    }

    /// Consumes the next token if it is of this kind.
    fn accept(&mut self, kind: Kind) -> Result<bool, ParseError> {
        let found = self.peek(0)? == kind;
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    fn image(&self, token: usize) -> &'s str {
        let token = &self.tokens[token];
        &self.source[token.start..token.end]
    }

    /// The source text of consumed tokens, as Velocity prints it.
    fn literal(&self, from: usize, to: usize) -> Box<str> {
        let mut text = String::new();
        for token in &self.tokens[from..to] {
            token.push_literal(self.source, &mut text);
        }
        text.into_boxed_str()
    }

    fn place(&self, token: usize) -> Place {
        let (line, column) = lex::position(self.source, self.tokens[token].start);
        Place { line, column }
    }

    /// The error of a token that fits nowhere.
    fn unexpected(&self) -> ParseError {
        let token = &self.tokens[self.current];
        let image = if token.kind == Kind::Eof {
            "<EOF>"
        } else {
            &self.source[token.start..token.end]
        };
        lex::error_at(self.source, token.start, format!("Encountered \"{image}\""))
    }

    fn error(&self, token: usize, message: String) -> ParseError {
        lex::error_at(self.source, self.tokens[token].start, message)
    }

    fn intern(&mut self, name: &str) -> Sym {
        self.shared.names.intern(name)
    }

    /// Runs `parse` one level deeper.
    fn nested<T>(
        &mut self,
        parse: impl FnOnce(&mut Self) -> Result<T, ParseError>,
    ) -> Result<T, ParseError> {
        if self.shared.nesting >= MAX_NESTING {
            let at = self
                .tokens
                .get(self.current)
                .map_or(self.source.len(), |token| token.start);
            return Err(lex::error_at(
                self.source,
                at,
                "the template nests too deeply".to_owned(),
            ));
        }
        self.shared.nesting += 1;
        let parsed = parse(self);
        self.shared.nesting -= 1;
        parsed
    }

    /// Statements, up to a token that begins none.
    fn block(&mut self) -> Result<Block, ParseError> {
        self.nested(|parser| {
            let mut block = Block::default();
            while let Some(node) = parser.statement()? {
                block.push(node);
            }
            block.nodes.shrink_to_fit();
            Ok(block)
        })
    }

    fn statement(&mut self) -> Result<Option<Node>, ParseError> {
        let node = match self.peek(0)? {
            Kind::If => self.if_statement()?,
            Kind::Identifier => self.reference_node()?,
            Kind::ReferenceLeftCurly if self.peek(1)? == Kind::Identifier => {
                self.reference_node()?
            }
            Kind::LineCommentStart | Kind::FormalComment | Kind::MultiLineComment => {
                self.comment()?
            }
            Kind::TextBlock => self.text_block()?,
            Kind::SetDirective => self.set_directive()?,
            Kind::EscapeDirective => self.escaped_directive()?,
            Kind::DoubleEscape => self.escape()?,
            Kind::Word | Kind::BracketedWord => self.directive()?,
            Kind::Text
            | Kind::Dot
            | Kind::RightParen
            | Kind::LeftParen
            | Kind::Integer
            | Kind::Float
            | Kind::StringLiteral
            | Kind::Escape
            | Kind::ReferenceLeftCurly
            | Kind::ReferenceRightCurly
            | Kind::EmptyIndex => {
                let token = self.advance()?;
                Node::Text(self.literal(token, token + 1))
            }
            _ => return Ok(None),
        };
        Ok(Some(node))
    }

    /// A comment prints what was read as its beginning but stood before it, such as the `$` of `$##`.
    fn comment(&mut self) -> Result<Node, ParseError> {
        let token = self.advance()?;
        if self.tokens[token].kind == Kind::LineCommentStart {
            self.accept(Kind::LineCommentEnd)?;
        }
        let image = self.image(token);
        let shown = image.find("##").or_else(|| image.find("#*")).unwrap_or(0);
        Ok(Node::Text(image[..shown].into()))
    }

    /// `#[[text]]#`
    fn text_block(&mut self) -> Result<Node, ParseError> {
        let token = self.advance()?;
        let image = self.image(token);
        match image.len().checked_sub(3).and_then(|end| image.get(3..end)) {
            Some(text) => Ok(Node::Text(text.into())),
            None => Err(self.error(token, "a text block that does not begin".to_owned())),
        }
    }

    /// `\#if`: halves the backslashes before a directive or a known macro, leaves other words alone.
    fn escaped_directive(&mut self) -> Result<Node, ParseError> {
        let token = self.advance()?;
        let image = self.image(token);
        let slashes = image.len() - image.trim_start_matches('\\').len();
        let name = image[slashes + 1..].trim_matches(['{', '}']);
        let known =
            matches!(name, "if" | "end" | "set" | "else" | "elseif") || self.is_directive(name);
        // The token keeps what is shown, for constructs that print their source.
        self.tokens[token].start += if known {
            slashes - (slashes - 1) / 2
        } else {
            0
        };
        Ok(Node::Text(self.image(token).into()))
    }

    /// Pairs of backslashes: halved before a directive.
    fn escape(&mut self) -> Result<Node, ParseError> {
        let mut count = 0;
        while self.accept(Kind::DoubleEscape)? {
            count += 1;
        }
        let control = match self.peek(0)? {
            Kind::End | Kind::If | Kind::ElseIf | Kind::Else => true,
            Kind::Eof => false,
            _ => self
                .image(self.current)
                .get(1..)
                .is_some_and(|name| self.is_directive(name)),
        };
        Ok(Node::Text(
            if control { "\\" } else { "\\\\" }.repeat(count).into(),
        ))
    }

    /// `#if(..) .. #elseif(..) .. #else .. #end`
    fn if_statement(&mut self) -> Result<Node, ParseError> {
        let mut arms = vec![self.if_arm()?];
        while self.peek(0)? == Kind::ElseIf {
            arms.push(self.if_arm()?);
        }
        let otherwise = if self.accept(Kind::Else)? {
            Some(self.block()?)
        } else {
            None
        };
        self.expect(Kind::End)?;
        Ok(Node::If(Box::new(If { arms, otherwise })))
    }

    /// The keyword, a condition in parentheses and a block.
    fn if_arm(&mut self) -> Result<(Expr, Block), ParseError> {
        self.advance()?;
        self.accept(Kind::Whitespace)?;
        self.expect(Kind::LeftParen)?;
        let condition = self.expression()?;
        self.expect(Kind::RightParen)?;
        Ok((condition, self.block()?))
    }

    /// `#set($target = value)`
    fn set_directive(&mut self) -> Result<Node, ParseError> {
        self.advance()?;
        self.accept(Kind::Whitespace)?;
        let first = self.current;
        let mut target = self.reference()?;
        if target.steps.is_empty() {
            // Velocity sets what follows the first character: `#set(${x} = 1)` does not set `$x`.
            let name: String = self.image(first).chars().skip(1).collect();
            target.root = self.intern(&name);
        }
        self.accept(Kind::Whitespace)?;
        self.expect(Kind::Assign)?;
        let value = self.expression()?;
        self.expect(Kind::RightParen)?;
        self.lexer.leave_set();
        Ok(Node::Set(Box::new(Set { target, value })))
    }
}

impl Block {
    /// Appends a statement; text joins the text before it.
    fn push(&mut self, node: Node) {
        match (self.nodes.last_mut(), &node) {
            (_, Node::Text(text)) if text.is_empty() => {}
            (Some(Node::Text(last)), Node::Text(text)) => {
                let mut joined = std::mem::take(last).into_string();
                joined.push_str(text);
                *last = joined.into_boxed_str();
            }
            _ => self.nodes.push(node),
        }
    }
}
