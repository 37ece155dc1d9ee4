//! The lexer's states, their stack, and what a match does to it.

use super::pattern::More;
use super::token::Kind;

/// Where in the language the lexer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Template text.
    Default,
    /// After `$`.
    Reference,
    /// After the dot of a property or method.
    Modifier,
    /// In a method's argument list.
    Arguments,
    /// In `[..]` of a reference.
    Index,
    /// After `#`, before the name is known.
    PreDirective,
    /// In a directive's parentheses.
    Directive,
    LineComment,
    FormalComment,
    MultiLineComment,
    TextBlock,
}

/// A state to come back to, with its count of parentheses.
#[derive(Debug, Clone, Copy)]
struct Saved {
    state: State,
    left: u32,
    right: u32,
}

/// The current state and those below it.
pub(super) struct Stack {
    state: State,
    left: u32,
    right: u32,
    in_comment: bool,
    /// Within `#set(..)`: literals outside parentheses do not end the directive.
    pub(super) in_set: bool,
    saved: Vec<Saved>,
}

impl Stack {
    pub(super) fn new() -> Stack {
        Stack {
            state: State::Default,
            left: 0,
            right: 0,
            in_comment: false,
            in_set: false,
            saved: Vec::new(),
        }
    }

    pub(super) fn state(&self) -> State {
        self.state
    }

    pub(super) fn switch(&mut self, state: State) {
        self.state = state;
    }

    /// The count of right parentheses is not reset: an inner state goes on from it.
    fn push(&mut self, state: State) {
        self.saved.push(Saved {
            state: self.state,
            left: self.left,
            right: self.right,
        });
        self.left = 0;
        self.state = state;
    }

    /// Back to the state below; template text, and false, when there is none.
    pub(super) fn pop(&mut self) -> bool {
        let Some(saved) = self.saved.pop() else {
            self.left = 0;
            self.state = State::Default;
            return false;
        };
        (self.state, self.left, self.right) = (saved.state, saved.left, saved.right);
        true
    }

    /// A match that opens or continues a token; gives the bytes to read again.
    pub(super) fn more(&mut self, more: More) -> usize {
        if self.in_comment {
            return 0;
        }
        match more {
            More::Dollar => {
                self.end_reference();
                self.push(State::Reference);
            }
            More::Hash => {
                if matches!(self.state, State::Reference | State::Modifier) {
                    self.pop();
                }
                self.push(State::PreDirective);
            }
            More::TextBlock => self.comment(State::TextBlock),
            More::MultiLineComment => self.comment(State::MultiLineComment),
            More::FormalComment { last } => {
                self.comment(State::FormalComment);
                return last;
            }
            More::InTextBlock => {}
        }
        0
    }

    fn comment(&mut self, state: State) {
        self.in_comment = true;
        self.push(state);
    }

    fn end_reference(&mut self) {
        if self.state == State::Reference {
            self.pop();
        }
    }

    /// What a complete token does.
    pub(super) fn token(&mut self, kind: Kind) {
        match kind {
            Kind::IndexLeftBracket => self.push(State::Index),
            Kind::LeftParen => {
                self.left += 1;
                if self.state == State::Modifier {
                    self.state = State::Arguments;
                }
            }
            Kind::RightParen => self.right_parenthesis(),
            Kind::CallRightParen => self.state = State::Reference,
            Kind::SetDirective => self.set_directive(),
            Kind::LineCommentStart if !self.in_comment => {
                self.end_reference();
                self.comment(State::LineComment);
            }
            Kind::LineCommentEnd
            | Kind::FormalComment
            | Kind::MultiLineComment
            | Kind::TextBlock => {
                self.in_comment = false;
                self.pop();
            }
            Kind::IndexRightBracket | Kind::End | Kind::Else | Kind::ReferenceRightCurly => {
                self.pop();
            }
            Kind::If | Kind::ElseIf => self.state = State::Directive,
            Kind::StringLiteral => self.literal(self.state == State::Directive),
            Kind::Integer => self.literal(!matches!(self.state, State::Arguments | State::Index)),
            Kind::Float => self.literal(self.state != State::Arguments),
            Kind::Dot => self.state = State::Modifier,
            _ => {}
        }
    }

    fn set_directive(&mut self) {
        if !self.in_comment {
            self.push(State::Directive);
            self.in_set = true;
            self.left += 1;
        }
    }

    /// A literal outside parentheses ends the state it stands in.
    fn literal(&mut self, in_open_state: bool) {
        if in_open_state && !self.in_set && self.left == 0 {
            self.pop();
        }
    }

    /// Closes the innermost state that has an open parenthesis.
    fn right_parenthesis(&mut self) {
        while !self.in_comment {
            if self.left > 0 {
                if self.left == self.right + 1 {
                    self.pop();
                } else {
                    self.right += 1;
                }
                return;
            }
            if !self.pop() {
                return;
            }
        }
    }
}
