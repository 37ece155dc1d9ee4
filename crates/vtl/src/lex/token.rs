//! Tokens.

/// What a token is. The names are the grammar's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Eof,
    IndexLeftBracket,
    IndexRightBracket,
    LeftBracket,
    RightBracket,
    Comma,
    DoubleDot,
    Colon,
    /// `{` in a directive or an argument list.
    LeftCurly,
    /// `}` in a directive or an argument list.
    RightCurly,
    LeftParen,
    /// `)` of a directive, with the rest of a blank line.
    RightParen,
    /// `)` of a method call.
    CallRightParen,
    EscapeDirective,
    SetDirective,
    LineCommentStart,
    DoubleEscape,
    Escape,
    Text,
    LineCommentEnd,
    FormalComment,
    MultiLineComment,
    TextBlock,
    Whitespace,
    StringLiteral,
    True,
    False,
    Minus,
    Plus,
    Multiply,
    Divide,
    Modulus,
    And,
    Or,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    EqualTo,
    NotEqual,
    Not,
    Assign,
    End,
    If,
    ElseIf,
    Else,
    Integer,
    Float,
    Word,
    BracketedWord,
    Identifier,
    Dot,
    /// `{` of `${`.
    ReferenceLeftCurly,
    /// `}` of `${x}`.
    ReferenceRightCurly,
    EmptyIndex,
}

/// A piece of the source.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    /// What it is.
    pub(crate) kind: Kind,
    /// First byte of its text.
    pub(crate) start: usize,
    /// Byte after its text.
    pub(crate) end: usize,
    /// Text of terminators before it that is still shown; mostly empty.
    pub(crate) special: Box<str>,
}

impl Token {
    pub(crate) fn new(kind: Kind, start: usize, end: usize, special: String) -> Token {
        Token {
            kind,
            start,
            end,
            special: special.into_boxed_str(),
        }
    }

    /// The token as it appears in the text of a construct that is printed as written.
    pub(crate) fn push_literal(&self, source: &str, out: &mut String) {
        if self.kind != Kind::MultiLineComment {
            out.push_str(&self.special);
            out.push_str(&source[self.start..self.end]);
        }
    }
}
