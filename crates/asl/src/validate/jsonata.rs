//! Whether a text is a JSONata expression: its grammar, without building or evaluating anything.
//!
//! A top-down operator precedence parser over JSONata's tokens, with the precedences of the language reference
//! (<https://docs.jsonata.org/>). Errors are worded as the reference implementation's, which AWS shows.

mod lex;

use lex::{Lexer, Token};

/// Deepest nesting of an expression.
const MAX_DEPTH: usize = 200;

/// Why a text is no expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Error {
    #[error("Syntax error: \"{0}\"")]
    Unexpected(String),
    #[error("Expected \"{expected}\", got \"{found}\"")]
    Expected {
        expected: &'static str,
        found: String,
    },
    #[error("Expected \"{0}\" before end of expression")]
    ExpectedBeforeEnd(&'static str),
    #[error("Unexpected end of expression")]
    End,
    #[error("The symbol \"{0}\" cannot be used as a unary operator")]
    Unary(String),
    #[error("The left side of \":=\" must be a variable name (start with $)")]
    AssignTarget,
    #[error("String literal must be terminated by a matching quote")]
    OpenString,
    #[error("Unsupported escape sequence: \\{0}")]
    Escape(char),
    #[error("The escape sequence \\u must be followed by 4 hex digits")]
    UnicodeEscape,
    #[error("Quoted property name must be terminated with a backquote (`)")]
    OpenName,
    #[error("No terminating / in regular expression")]
    OpenRegex,
    #[error("Empty regular expressions are not allowed")]
    EmptyRegex,
    #[error("Comment has no closing tag")]
    OpenComment,
    #[error("Number out of range: {0}")]
    Number(String),
    #[error("Expression is nested too deeply")]
    TooDeep,
}

/// Checks one expression, the text between `{%` and `%}`.
pub(super) fn check(text: &str) -> Result<(), Error> {
    let mut parser = Parser {
        lexer: Lexer::new(text),
        token: Token::End,
        depth: 0,
    };
    parser.advance(true)?;
    parser.expression(0)?;
    match &parser.token {
        Token::End => Ok(()),
        token => Err(Error::Unexpected(token.text())),
    }
}

/// What the left side of an operator was, as far as the grammar cares.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Left {
    Variable,
    /// `function` or `λ`: a parenthesis after it begins a definition.
    Function,
    Other,
}

struct Parser<'t> {
    lexer: Lexer<'t>,
    token: Token,
    depth: usize,
}

impl Parser<'_> {
    /// The next token; `prefix` says that an operand may come, so that `/` begins a regular expression.
    fn advance(&mut self, prefix: bool) -> Result<Token, Error> {
        let next = self.lexer.next(prefix)?;
        Ok(std::mem::replace(&mut self.token, next))
    }

    fn at(&self, operator: &str) -> bool {
        matches!(&self.token, Token::Operator(found) if *found == operator)
    }

    fn expect(&mut self, operator: &'static str, prefix: bool) -> Result<(), Error> {
        if self.at(operator) {
            return self.advance(prefix).map(|_| ());
        }
        Err(match &self.token {
            Token::End => Error::ExpectedBeforeEnd(operator),
            token => Error::Expected {
                expected: operator,
                found: token.text(),
            },
        })
    }

    fn expression(&mut self, binding: u8) -> Result<Left, Error> {
        if self.depth >= MAX_DEPTH {
            return Err(Error::TooDeep);
        }
        self.depth += 1;
        let mut left = self.operand()?;
        while binding < precedence(&self.token) {
            left = self.operator(left)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    /// What may begin an expression.
    fn operand(&mut self) -> Result<Left, Error> {
        let token = match &self.token {
            Token::Operator("(" | "[" | "{" | "|" | "-") => self.advance(true)?,
            _ => self.advance(false)?,
        };
        match token {
            Token::Value(_) => Ok(Left::Other),
            Token::Variable => Ok(Left::Variable),
            Token::Name(name) if name == "function" || name == "λ" => Ok(Left::Function),
            Token::Name(_) | Token::Operator("and" | "or" | "in" | "*" | "**" | "%") => {
                Ok(Left::Other)
            }
            Token::Operator("-") => self.expression(70).map(|_| Left::Other),
            Token::Operator("(") => self.sequence(";", ")"),
            Token::Operator("[") => self.array(),
            Token::Operator("{") => self.pairs(),
            Token::Operator("|") => self.transform(),
            Token::Operator(operator) => Err(Error::Unary(operator.to_owned())),
            Token::End => Err(Error::End),
        }
    }

    /// Expressions up to `end`, with separators between them and, in a block, also at the end.
    fn sequence(&mut self, separator: &'static str, end: &'static str) -> Result<Left, Error> {
        while !self.at(end) {
            self.expression(0)?;
            if !self.at(separator) {
                break;
            }
            self.advance(true)?;
        }
        self.expect(end, false)?;
        Ok(Left::Other)
    }

    fn array(&mut self) -> Result<Left, Error> {
        if !self.at("]") {
            loop {
                self.expression(0)?;
                if self.at("..") {
                    self.advance(true)?;
                    self.expression(0)?;
                }
                if !self.at(",") {
                    break;
                }
                self.advance(true)?;
            }
        }
        self.expect("]", false)?;
        Ok(Left::Other)
    }

    /// `{ key: value, ... }`, the opening brace read.
    fn pairs(&mut self) -> Result<Left, Error> {
        if !self.at("}") {
            loop {
                self.expression(0)?;
                self.expect(":", true)?;
                self.expression(0)?;
                if !self.at(",") {
                    break;
                }
                self.advance(true)?;
            }
        }
        self.expect("}", false)?;
        Ok(Left::Other)
    }

    /// `| location | update, delete |`
    fn transform(&mut self) -> Result<Left, Error> {
        self.expression(0)?;
        self.expect("|", true)?;
        self.expression(0)?;
        if self.at(",") {
            self.advance(true)?;
            self.expression(0)?;
        }
        self.expect("|", false)?;
        Ok(Left::Other)
    }

    /// What may follow an operand.
    fn operator(&mut self, left: Left) -> Result<Left, Error> {
        let binding = precedence(&self.token);
        let Token::Operator(operator) = self.advance(true)? else {
            return Err(Error::End);
        };
        match operator {
            "(" => return self.arguments(left),
            "[" if self.at("]") => self.advance(false).map(|_| ())?,
            "[" => {
                self.expression(0)?;
                self.expect("]", false)?;
            }
            "{" => return self.pairs(),
            "^" => self.order()?,
            "?" => self.condition()?,
            "@" | "#" => {
                let variable = self.expression(80)?;
                if variable != Left::Variable {
                    return Err(Error::Unexpected(operator.to_owned()));
                }
            }
            ":=" if left != Left::Variable => return Err(Error::AssignTarget),
            ":=" => self.expression(binding - 1).map(|_| ())?,
            _ => self.expression(binding).map(|_| ())?,
        }
        Ok(Left::Other)
    }

    /// Arguments, `?` among them for partial application; after `function` the definition goes on.
    fn arguments(&mut self, left: Left) -> Result<Left, Error> {
        if !self.at(")") {
            loop {
                if self.at("?") {
                    self.advance(false)?;
                } else {
                    self.expression(0)?;
                }
                if !self.at(",") {
                    break;
                }
                self.advance(true)?;
            }
        }
        self.expect(")", false)?;
        if left == Left::Function {
            if self.at("<") {
                self.token = self.lexer.signature()?;
            }
            self.expect("{", true)?;
            self.expression(0)?;
            self.expect("}", false)?;
        }
        Ok(Left::Other)
    }

    /// `^(<a, >b)`
    fn order(&mut self) -> Result<(), Error> {
        self.expect("(", true)?;
        loop {
            if self.at("<") || self.at(">") {
                self.advance(true)?;
            }
            self.expression(0)?;
            if !self.at(",") {
                break;
            }
            self.advance(true)?;
        }
        self.expect(")", false)
    }

    fn condition(&mut self) -> Result<(), Error> {
        self.expression(0)?;
        if self.at(":") {
            self.advance(true)?;
            self.expression(0)?;
        }
        Ok(())
    }
}

/// How strongly an operator binds to its left; 0 ends an expression.
fn precedence(token: &Token) -> u8 {
    let Token::Operator(operator) = token else {
        // Two operands in a row: let the caller find the token where an operator should be.
        return 0;
    };
    match *operator {
        "(" | "[" | "@" | "#" => 80,
        "." => 75,
        "{" => 70,
        "*" | "/" | "%" => 60,
        "+" | "-" | "&" => 50,
        "=" | "!=" | "<" | "<=" | ">" | ">=" | "~>" | "in" | "^" => 40,
        "and" => 30,
        "or" => 25,
        "?" => 20,
        ":=" => 10,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn expressions() {
        for text in [
            "1",
            " 'a' & \"b\" ",
            "$states.input.a[0].b",
            "$x := 1",
            "($a := 1; $b := -2; $a + $b)",
            "a.b.c",
            "`odd name`.x",
            "$map($states.input, function($v, $i) { $v * $i })",
            "λ($x)<n:n>{ $x }",
            "$not(null in $each($a, function($v) { $length($v) > 0 ? $v : null }))",
            "[1..10]",
            "[1, [2], {'a': b}]",
            "{}",
            "[]",
            "$a ~> $b() ~> |x|{'y': 1}, ['z']|",
            "a^(>price, <id)",
            "a[b = 'x' and c or d][0]",
            "a@$x#$i.b",
            "$match(x, /ab+c[/]/i)",
            "a / b / c",
            "x ? y",
            "x ? y : z ? 1 : 2",
            "$f(?, 1)",
            "**.a",
            "%.b",
            "a{b: $sum(c)}",
            "and.or.in",
            "/* note */ 1e-5",
            "a[]",
            "$",
            "$$",
            "'\\u00e9\\n'",
            "-$x",
            "$split($states.context.StateMachine.Id,':')[-4] & '::x'",
            "$lowercase('E' & $uuid()) ",
        ] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn errors_are_the_reference_implementations() {
        for (text, message) in [
            ("10 + * 2", "Syntax error: \"2\""),
            ("10 + / 2", "No terminating / in regular expression"),
            ("$sum($a", "Expected \")\" before end of expression"),
            ("a[1,2)", "Expected \"]\", got \",\""),
            (
                "\"open",
                "String literal must be terminated by a matching quote",
            ),
            ("1 +", "Unexpected end of expression"),
            ("", "Unexpected end of expression"),
            (
                "{\"a\":}",
                "The symbol \"}\" cannot be used as a unary operator",
            ),
            ("$x :=", "Unexpected end of expression"),
            ("$match('a', /abc", "No terminating / in regular expression"),
            (
                "$.store.book[?(@.price < 10)].title",
                "The symbol \"?\" cannot be used as a unary operator",
            ),
            ("a b", "Syntax error: \"b\""),
            // Step Functions speaks JSONata 2.0.6; these came later.
            (
                "x ?: y",
                "The symbol \":\" cannot be used as a unary operator",
            ),
            (
                "x ?? y",
                "The symbol \"?\" cannot be used as a unary operator",
            ),
            (
                "1 := 2",
                "The left side of \":=\" must be a variable name (start with $)",
            ),
            ("/* open", "Comment has no closing tag"),
            (
                "`open",
                "Quoted property name must be terminated with a backquote (`)",
            ),
            ("'\\x'", "Unsupported escape sequence: \\x"),
            (
                "'\\u12'",
                "The escape sequence \\u must be followed by 4 hex digits",
            ),
            ("//", "Empty regular expressions are not allowed"),
            ("1e999", "Number out of range: 1e999"),
            (
                "a !b",
                "The symbol \"!\" cannot be used as a unary operator",
            ),
        ] {
            assert_eq!(
                check(text).map_err(|error| error.to_string()),
                Err(message.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |levels: usize| format!("{}1{}", "(".repeat(levels), ")".repeat(levels));
        assert_eq!(check(&nested(MAX_DEPTH - 1)), Ok(()));
        assert_eq!(check(&nested(MAX_DEPTH)), Err(Error::TooDeep));
        assert_eq!(check(&"[".repeat(100_000)), Err(Error::TooDeep));
    }

    proptest! {
        #[test]
        fn any_text_is_an_expression_or_not(text in "[-a-c$.()\\[\\]{}?:;,|/*+'\"`\\\\<>=~^%@#! 0-9e&]{0,40}") {
            let _ = check(&text);
        }
    }
}
