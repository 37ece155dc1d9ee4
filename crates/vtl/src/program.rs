//! A parsed template: what the parser makes and the renderer runs.
//!
//! Everything that can be settled while parsing is: text is joined, strings that interpolate are blocks of their
//! own, variables are numbers, and the text a construct prints when it cannot be resolved is at hand.

use std::sync::Arc;

use num_bigint::BigInt;

use crate::names::Sym;

/// Where something stands: a byte offset of the source it was parsed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// Statements in a row.
#[derive(Debug, Default)]
pub(crate) struct Block {
    pub(crate) nodes: Vec<Node>,
}

/// A statement.
#[derive(Debug)]
pub(crate) enum Node {
    /// Printed as it is.
    Text(Box<str>),
    Reference(Box<Reference>),
    Set(Box<Set>),
    If(Box<If>),
    Foreach(Box<Foreach>),
    Define {
        name: Sym,
        body: Arc<Block>,
    },
    Call(Arc<MacroCall>),
    /// `#evaluate(..)`.
    Evaluate {
        source: Box<Expr>,
        place: Place,
    },
    /// `#stop`.
    Stop,
    /// `#break`, or `#break($scope)`.
    Break {
        scope: Option<Box<Operand>>,
        place: Place,
    },
    /// A construct that fails when it is reached, not when it is parsed.
    Fail {
        message: Box<str>,
        place: Place,
    },
}

/// `#set(target = value)`.
#[derive(Debug)]
pub(crate) struct Set {
    pub(crate) target: Reference,
    pub(crate) value: Expr,
}

/// `#if`, its `#elseif`s and `#else`.
#[derive(Debug)]
pub(crate) struct If {
    pub(crate) arms: Vec<(Expr, Block)>,
    pub(crate) otherwise: Option<Block>,
}

/// `#foreach(element in items)`.
#[derive(Debug)]
pub(crate) struct Foreach {
    pub(crate) element: Sym,
    pub(crate) items: Expr,
    pub(crate) body: LoopBody,
    pub(crate) place: Place,
}

/// What a loop repeats. With a fourth argument Velocity repeats that argument.
#[derive(Debug)]
pub(crate) enum LoopBody {
    Block(Block),
    Argument(Box<Reference>),
    /// The fourth argument renders nothing.
    Nothing,
}

/// `#name(args)`, or `#@name(args) body #end`.
#[derive(Debug)]
pub(crate) struct MacroCall {
    pub(crate) name: Box<str>,
    pub(crate) args: Vec<Operand>,
    pub(crate) body: Option<Arc<Block>>,
    /// Printed when there is no such macro.
    pub(crate) literal: Box<str>,
    /// An argument no macro can take.
    pub(crate) bad_argument: Option<Box<str>>,
    pub(crate) place: Place,
}

/// A macro's definition.
#[derive(Debug)]
pub(crate) struct Macro {
    pub(crate) name: Box<str>,
    pub(crate) params: Vec<Sym>,
    pub(crate) body: Arc<Block>,
}

/// An expression with its source text.
#[derive(Debug)]
pub(crate) struct Operand {
    pub(crate) expr: Expr,
    pub(crate) literal: Box<str>,
}

/// An expression.
#[derive(Debug)]
pub(crate) enum Expr {
    Null,
    Bool(bool),
    Int(i32),
    Long(i64),
    Big(BigInt),
    Double(f64),
    Str(Arc<str>),
    /// A string with language inside. Unless it holds a line comment it was parsed with a blank at its end.
    Interpolated {
        body: Arc<Block>,
        drop_last: bool,
    },
    Range(Box<(Expr, Expr)>),
    Array(Vec<Expr>),
    Map(Vec<(Expr, Expr)>),
    Reference(Box<Reference>),
    Not(Box<Expr>),
    And(Box<(Expr, Expr)>),
    Or(Box<(Expr, Expr)>),
    Compare(Comparison, Box<(Expr, Expr)>),
    Math(MathOp, Box<(Operand, Operand)>, Place),
}

/// Comparison operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

/// Arithmetic operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MathOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

/// `$root.step.step`, and how it is printed.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) root: Sym,
    pub(crate) steps: Vec<Step>,
    /// An odd number of backslashes stood before it: its source text is printed.
    pub(crate) escaped: bool,
    /// `$\!x`: never has a value in expressions.
    pub(crate) computable: bool,
    /// Half of the backslashes before it.
    pub(crate) escapes: Box<str>,
    /// `$`s and `#`s read as part of it.
    pub(crate) prefix: Box<str>,
    /// Printed when it has no value.
    pub(crate) unresolved: Box<str>,
    /// The variable, when [`Reference::unresolved`] is just `$variable`: within a macro the argument's text is shown.
    pub(crate) plain: Option<Sym>,
    pub(crate) place: Place,
}

/// A step of a reference.
#[derive(Debug)]
pub(crate) enum Step {
    Property(Box<str>),
    Method {
        name: Box<str>,
        args: Vec<Expr>,
        place: Place,
    },
    Index {
        index: Expr,
        place: Place,
    },
}
