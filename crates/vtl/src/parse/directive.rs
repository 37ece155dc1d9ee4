//! Directives with a name: those of the language, and macros.

use std::sync::Arc;

use super::Parser;
use crate::error::ParseError;
use crate::lex::Kind;
use crate::program::{Block, Expr, Foreach, LoopBody, Macro, MacroCall, Node, Operand};

/// The language's own directives.
const DIRECTIVES: [&str; 9] = [
    "foreach", "include", "parse", "macro", "literal", "evaluate", "break", "define", "stop",
];

/// A directive's argument.
enum Arg {
    Word(Box<str>),
    Expr(Operand),
}

/// A directive as read: its name's token, arguments, and block if it has one.
struct Parts {
    token: usize,
    name: Box<str>,
    args: Vec<Arg>,
    block: Option<(Block, Box<str>)>,
}

impl Parser<'_, '_, '_> {
    /// Whether a name is a directive or a known macro.
    pub(super) fn is_directive(&self, name: &str) -> bool {
        DIRECTIVES.contains(&name) || self.known.iter().any(|known| &**known == name)
    }

    pub(super) fn directive(&mut self) -> Result<Node, ParseError> {
        let token = self.advance()?;
        let image = self.image(token);
        let name: Box<str> = match self.tokens[token].kind {
            Kind::BracketedWord => image.get(2..image.len() - 1),
            _ => image.get(1..),
        }
        .unwrap_or_default()
        .into();
        self.lexer.enter_directive();
        let mut parts = Parts {
            token,
            name,
            args: Vec::new(),
            block: None,
        };
        if !self.lexer.at_left_parenthesis() {
            self.lexer.leave_directive();
            return self.build(parts, false);
        }
        self.directive_arguments(&mut parts)?;
        if parts.name.starts_with('@')
            || matches!(&*parts.name, "foreach" | "macro" | "literal" | "define")
        {
            let first = self.current;
            let block = self.block()?;
            let literal = self.literal(first, self.current);
            self.expect(Kind::End)?;
            parts.block = Some((block, literal));
        }
        self.build(parts, true)
    }

    fn directive_arguments(&mut self, parts: &mut Parts) -> Result<(), ParseError> {
        self.accept(Kind::Whitespace)?;
        self.expect(Kind::LeftParen)?;
        while self.at_argument()? {
            self.accept(Kind::Whitespace)?;
            if self.accept(Kind::Comma)? {
                self.accept(Kind::Whitespace)?;
            }
            let arg = self.directive_argument()?;
            self.check_argument(parts, &arg)?;
            parts.args.push(arg);
        }
        self.accept(Kind::Whitespace)?;
        self.expect(Kind::RightParen)?;
        Ok(())
    }

    fn at_argument(&mut self) -> Result<bool, ParseError> {
        Ok(match self.peek(0)? {
            Kind::Whitespace => {
                matches!(self.peek(1)?, Kind::Comma) || begins_argument(self.peek(1)?)
            }
            Kind::Comma => self.peek(1)? == Kind::Whitespace || begins_argument(self.peek(1)?),
            kind => begins_argument(kind),
        })
    }

    fn directive_argument(&mut self) -> Result<Arg, ParseError> {
        if self.peek(0)? == Kind::Word {
            let token = self.advance()?;
            return Ok(Arg::Word(self.image(token).into()));
        }
        let first = self.current;
        let expr = self.primary()?;
        Ok(Arg::Expr(Operand {
            expr,
            literal: self.literal(first, self.current),
        }))
    }

    /// Words are the name of a macro, the `in` of a loop, and arguments of macros that are not known yet.
    fn check_argument(&self, parts: &Parts, arg: &Arg) -> Result<(), ParseError> {
        let position = parts.args.len();
        let name = &*parts.name;
        let word = matches!(arg, Arg::Word(_));
        if name == "macro" && position == 0 {
            let message = "Invalid first arg in #macro() directive - must be a word token (no \' or \" surrounding)";
            return if word {
                Ok(())
            } else {
                Err(self.error(parts.token, message.to_owned()))
            };
        }
        let allowed = !word || !DIRECTIVES.contains(&name) || (name == "foreach" && position == 1);
        if allowed {
            Ok(())
        } else {
            Err(self.error(
                parts.token,
                format!("Invalid arg #{position} in directive #{name}"),
            ))
        }
    }

    fn build(&mut self, parts: Parts, parenthesis: bool) -> Result<Node, ParseError> {
        match &*parts.name {
            "foreach" => self.foreach(parts),
            "macro" => self.define_macro(parts, parenthesis),
            "define" => self.define(parts),
            "literal" => match parts.block {
                Some((_, literal)) if parts.args.is_empty() && !literal.is_empty() => {
                    Ok(Node::Text(literal))
                }
                // Velocity prints the first child, which is then the argument.
                Some(_) if !parts.args.is_empty() => Ok(Node::Text(
                    parts
                        .args
                        .into_iter()
                        .next()
                        .map(Arg::into_literal)
                        .unwrap_or_default(),
                )),
                _ => Err(self.error(parts.token, "#literal without a block".to_owned())),
            },
            "evaluate" => self.evaluate(parts),
            "break" => self.break_directive(parts),
            "stop" if parts.args.len() > 1 => {
                let message = "The #stop directive only accepts a single message parameter";
                Err(self.error(parts.token, message.to_owned()))
            }
            "stop" => Ok(Node::Stop),
            "include" if parts.args.is_empty() => Ok(Node::Text(Box::default())),
            "include" | "parse" => {
                let message = format!("#{} is not available", parts.name);
                Ok(Node::Fail {
                    message: message.into(),
                    place: self.place(parts.token),
                })
            }
            _ => Ok(self.macro_call(parts)),
        }
    }

    fn foreach(&mut self, parts: Parts) -> Result<Node, ParseError> {
        let place = self.place(parts.token);
        let Some((block, _)) = parts.block else {
            return Err(self.error(parts.token, "#foreach without arguments".to_owned()));
        };
        if parts.args.len() < 2 {
            let message = "#foreach without a list".into();
            return Ok(Node::Fail { message, place });
        }
        let mut args = parts.args.into_iter();
        let element = match args.next() {
            Some(Arg::Expr(Operand {
                expr: Expr::Reference(reference),
                ..
            })) => reference.root,
            Some(other) => {
                let literal = other.into_literal();
                let key: String = literal.chars().skip(1).collect();
                self.intern(&key)
            }
            None => return Err(self.error(parts.token, "#foreach without arguments".to_owned())),
        };
        // The word "in" is not looked at; without it the block takes the list's place, and nothing is repeated.
        let items = args.nth(1).map_or(Expr::Null, Arg::into_expr);
        let body = match args.next() {
            None => LoopBody::Block(block),
            Some(Arg::Expr(Operand {
                expr: Expr::Reference(reference),
                ..
            })) => LoopBody::Argument(reference),
            Some(_) => LoopBody::Nothing,
        };
        Ok(Node::Foreach(Box::new(Foreach {
            element,
            items,
            body,
            place,
        })))
    }

    /// The first definition of a name counts.
    fn define_macro(&mut self, parts: Parts, parenthesis: bool) -> Result<Node, ParseError> {
        if !parenthesis {
            return Err(self.error(
                parts.token,
                "A macro declaration requires at least a name argument".to_owned(),
            ));
        }
        let mut args = parts.args.into_iter();
        let (Some(Arg::Word(name)), Some((block, _))) = (args.next(), parts.block) else {
            return Err(self.error(
                parts.token,
                "First argument to #macro() must be  macro name".to_owned(),
            ));
        };
        let mut params = Vec::new();
        for arg in args {
            let literal = arg.into_literal();
            params.push(self.intern(literal.strip_prefix('$').unwrap_or(&literal)));
        }
        self.known.push(name.clone());
        self.shared.macros.push(Macro {
            name,
            params,
            body: Arc::new(block),
        });
        Ok(Node::Text(Box::default()))
    }

    fn define(&mut self, parts: Parts) -> Result<Node, ParseError> {
        let Some((block, _)) = parts.block.filter(|_| parts.args.len() == 1) else {
            return Err(self.error(parts.token, "parameter missing: block name".to_owned()));
        };
        let literal = parts
            .args
            .into_iter()
            .next()
            .map(Arg::into_first_text)
            .unwrap_or_default();
        let name: String = literal.chars().skip(1).collect();
        Ok(Node::Define {
            name: self.intern(&name),
            body: Arc::new(block),
        })
    }

    fn evaluate(&mut self, parts: Parts) -> Result<Node, ParseError> {
        let place = self.place(parts.token);
        let count = parts.args.len();
        let Some(arg) = parts.args.into_iter().next().filter(|_| count == 1) else {
            return Err(self.error(
                parts.token,
                "#evaluate() requires exactly one argument".to_owned(),
            ));
        };
        match arg.into_expr() {
            source @ (Expr::Str(_) | Expr::Interpolated { .. } | Expr::Reference(_)) => {
                Ok(Node::Evaluate {
                    source: Box::new(source),
                    place,
                })
            }
            _ => Err(self.error(
                parts.token,
                "#evaluate()  argument must be a string literal or reference".to_owned(),
            )),
        }
    }

    fn break_directive(&mut self, parts: Parts) -> Result<Node, ParseError> {
        if parts.args.len() > 1 {
            let message = "The #stop directive only accepts a single scope object";
            return Err(self.error(parts.token, message.to_owned()));
        }
        let scope = parts.args.into_iter().next().and_then(|arg| match arg {
            Arg::Expr(operand) => Some(Box::new(operand)),
            Arg::Word(_) => None,
        });
        Ok(Node::Break {
            scope,
            place: self.place(parts.token),
        })
    }

    fn macro_call(&mut self, parts: Parts) -> Node {
        let mut literal = String::new();
        for token in &self.tokens[parts.token..self.current] {
            literal.push_str(&self.source[token.start..token.end]);
        }
        let bad_argument = parts.args.iter().find_map(|arg| match arg {
            Arg::Word(word) => {
                Some(format!("Invalid arg '{word}' in macro #{}", parts.name).into_boxed_str())
            }
            Arg::Expr(_) => None,
        });
        let block_call = parts.name.starts_with('@');
        if block_call && parts.block.is_none() {
            return Node::Text(format!("#{}", parts.name).into());
        }
        let name = if block_call {
            parts.name[1..].into()
        } else {
            parts.name
        };
        let args = parts.args.into_iter().map(Arg::into_operand).collect();
        let body = parts.block.map(|(block, _)| Arc::new(block));
        Node::Call(Arc::new(MacroCall {
            name,
            args,
            body,
            literal: literal.into(),
            bad_argument,
            place: self.place(parts.token),
        }))
    }
}

impl Arg {
    fn into_expr(self) -> Expr {
        self.into_operand().expr
    }

    fn into_operand(self) -> Operand {
        match self {
            Arg::Word(word) => Operand {
                expr: Expr::Null,
                literal: word,
            },
            Arg::Expr(operand) => operand,
        }
    }

    fn into_literal(self) -> Box<str> {
        self.into_operand().literal
    }

    /// The text of the argument's first token.
    fn into_first_text(self) -> Box<str> {
        let literal = self.into_literal();
        let end = literal.find(['.', '[', '(']).unwrap_or(literal.len());
        literal[..end].into()
    }
}

fn begins_argument(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Identifier
            | Kind::ReferenceLeftCurly
            | Kind::Word
            | Kind::StringLiteral
            | Kind::Integer
            | Kind::Float
            | Kind::LeftBracket
            | Kind::LeftCurly
            | Kind::True
            | Kind::False
    )
}
