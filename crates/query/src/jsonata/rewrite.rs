//! What is changed in an expression before it runs.
//!
//! * `$now()` and `$millis()` are computed from the time of the state instead of a clock.
//! * `$eval` is taken away, as on AWS; `$random` comes from a seed.
//! * Builtins that can make much of little are checked first: `$pad(a, b)` becomes a block that binds the arguments,
//!   hands them to a check and then calls `$pad`. Names with `#` cannot be written by users.

mod keep;
mod syntax;
mod watch;

use std::collections::BTreeSet;

use jsonata_core::ast::{AstNode, BinaryOp, Stage};
use jsonata_core::value::with_stack;

use self::keep::{keep_within, keeps};
use self::syntax::{
    any, as_lambda, call, checked_call, is_placeholder, lambda, parameter, replace,
};
pub(super) use self::watch::{comparison, watched};
use super::guard;
use super::tree::{children, children_mut};

/// The variable that holds the time in milliseconds.
pub(super) const NOW: &str = "now#";
/// The check of a builtin has this before the builtin's name.
pub(super) const CHECK: &str = "check#";
/// Our own `$distinct`.
pub(super) const DISTINCT: &str = "distinct#";
/// The function that is told the name of each builtin before it is called.
pub(super) const WATCH: &str = "watch#";
/// The function that gives its argument back after checking its size.
pub(super) const BOUNDED: &str = "bounded#";

/// Builtins that are checked, with the number of parameters they have as callbacks.
const CHECKED: [(&str, usize); 7] = [
    ("pad", 3),
    ("join", 2),
    ("replace", 4),
    ("split", 3),
    ("match", 3),
    ("string", 1),
    ("fromMillis", 3),
];

/// Builtins that put what they are given, or what a function gives them, into something new, with the number of
/// parameters they have as values.
const BUILDERS: [(&str, usize); 5] = [
    ("zip", 2),
    ("map", 2),
    ("each", 2),
    ("append", 2),
    ("merge", 1),
];

fn builder(name: &str) -> Option<(&'static str, usize)> {
    BUILDERS
        .iter()
        .find(|(builder, _)| *builder == name)
        .copied()
}

/// Literal texts up to this length make no builtin's result grow beyond what its input explains.
const HARMLESS: usize = 16;
/// How often a part of an expression may repeat what it is given without being checked.
const HARMLESS_GROWTH: usize = 256;
/// How many operands are joined, or put into one array, before memory is looked at.
const STRETCH: usize = 8;

/// Changes `tree`; names in `local` are the expression's own and left alone.
pub(super) fn rewrite(tree: &mut AstNode, local: &BTreeSet<String>) {
    let builds = any(tree, &|node| {
        matches!(
            node,
            AstNode::Array(_)
                | AstNode::ArrayGroup(_)
                | AstNode::Object(_)
                | AstNode::ObjectTransform { .. }
        ) || matches!(
            node,
            AstNode::Function { name, .. } | AstNode::Variable(name) if builder(name).is_some()
        )
    });
    let repeats = any(tree, &|node| {
        matches!(
            node,
            AstNode::Lambda { .. }
                | AstNode::Binary {
                    op: BinaryOp::ColonEqual,
                    ..
                }
        )
    });
    let rewriter = Rewriter {
        local,
        builds,
        bounded: builds && (repeats || growth(tree) > HARMLESS_GROWTH),
    };
    rewriter.node(tree);
}

/// How many times a result may repeat what it was made from, where nothing is bound and nothing called.
fn growth(node: &AstNode) -> usize {
    if let AstNode::Path { steps } = node {
        let factors = steps.iter().map(|step| with_stack(|| growth(&step.node)));
        return factors.fold(1, usize::saturating_mul);
    }
    let mut sum: usize = 0;
    children(node, &mut |child| {
        sum = sum.saturating_add(with_stack(|| growth(child)));
    });
    sum.max(1)
}

struct Rewriter<'l> {
    local: &'l BTreeSet<String>,
    /// The expression builds arrays or objects.
    builds: bool,
    /// What it builds must be checked.
    bounded: bool,
}

impl Rewriter<'_> {
    fn node(&self, node: &mut AstNode) {
        with_stack(|| {
            self.apply_to_call(node);
            children_mut(node, &mut |child| self.node(child));
            self.here(node);
        });
    }

    fn here(&self, node: &mut AstNode) {
        match node {
            AstNode::Variable(name) => {
                if name == "distinct" && !self.local.contains(name) {
                    *name = DISTINCT.to_owned();
                } else if let Some((name, parameters)) = self.checked(name) {
                    *node = as_lambda(parameters, |arguments| checked_call(name, arguments));
                } else if let Some((name, parameters)) = self.bounded_builder(name) {
                    *node = as_lambda(parameters, |arguments| {
                        call(BOUNDED, vec![call(name, arguments)])
                    });
                }
            }
            AstNode::Function {
                name,
                args,
                is_builtin: true,
            } if !self.local.contains(name) => match name.as_str() {
                "distinct" if args.len() <= 1 => *name = DISTINCT.to_owned(),
                "millis" if args.is_empty() => *node = AstNode::Variable(NOW.into()),
                "now" => {
                    *name = "fromMillis".into();
                    args.insert(0, AstNode::Variable(NOW.into()));
                    self.check(node);
                }
                _ => self.check(node),
            },
            AstNode::Array(parts) | AstNode::ArrayGroup(parts) => self.array(parts),
            AstNode::Binary {
                op: BinaryOp::Concatenate,
                lhs,
                ..
            } => interrupt(lhs),
            AstNode::Path { steps } => {
                let kept = steps.iter_mut().filter(|step| keeps(step));
                kept.for_each(|step| keep_within(&mut step.node));
            }
            _ => {}
        }
        if self.bounded && repeats_parts(node) {
            replace(node, |node| call(BOUNDED, vec![node]));
        }
    }

    /// `a ~> $f(b)` is `$f(a, b)`, and `a ~> $f(b)[]` is `$f(a, b)[]`: so it is written for the builtins that something
    /// is put around.
    fn apply_to_call(&self, node: &mut AstNode) {
        let AstNode::Binary {
            op: BinaryOp::ChainPipe,
            lhs,
            rhs,
        } = node
        else {
            return;
        };
        let function = match &mut **rhs {
            AstNode::Path { steps } => match steps.as_mut_slice() {
                [step] if step.stages.iter().all(|stage| *stage == Stage::KeepArray) => {
                    &mut step.node
                }
                _ => return,
            },
            function => function,
        };
        let AstNode::Function {
            name,
            args,
            is_builtin: true,
        } = function
        else {
            return;
        };
        let wrapped = self.checked(name).or_else(|| self.bounded_builder(name));
        if wrapped.is_none() || args.iter().any(is_placeholder) {
            return;
        }
        args.insert(0, std::mem::replace(lhs, AstNode::Null));
        let called = std::mem::replace(&mut **rhs, AstNode::Null);
        *node = called;
    }

    fn checked(&self, name: &str) -> Option<(&'static str, usize)> {
        let found = CHECKED.iter().find(|(checked, _)| *checked == name)?;
        let needed = name != "string" || self.builds;
        (needed && !self.local.contains(name)).then_some(*found)
    }

    /// Puts the check before a call.
    fn check(&self, node: &mut AstNode) {
        let AstNode::Function { name, args, .. } = node else {
            return;
        };
        let Some((name, _)) = self.checked(name) else {
            return;
        };
        if harmless(name, args) {
            return;
        }
        let open = args.iter().filter(|argument| is_placeholder(argument));
        let open: Vec<String> = open
            .enumerate()
            .map(|(index, _)| parameter(index))
            .collect();
        let mut next = open.iter();
        let args = std::mem::take(args).into_iter().map(|argument| {
            let filled = is_placeholder(&argument).then(|| next.next()).flatten();
            filled.map_or(argument, |name| AstNode::Variable(name.clone()))
        });
        let body = checked_call(name, args.collect());
        *node = if open.is_empty() {
            body
        } else {
            lambda(open, body)
        };
    }

    fn bounded_builder(&self, name: &str) -> Option<(&'static str, usize)> {
        builder(name).filter(|_| self.bounded && !self.local.contains(name))
    }

    /// Between the items of a long array memory is looked at, which happens where something is evaluated.
    fn array(&self, parts: &mut [AstNode]) {
        if parts.len() <= STRETCH {
            return;
        }
        for part in parts {
            if matches!(part, AstNode::Variable(_)) {
                replace(part, |part| AstNode::Block(vec![part]));
            }
        }
    }
}

/// True when the node puts several computed parts into one value.
fn repeats_parts(node: &AstNode) -> bool {
    let computed = |part: &AstNode| {
        !matches!(
            part,
            AstNode::String(_) | AstNode::Number(_) | AstNode::Boolean(_) | AstNode::Null
        )
    };
    match node {
        AstNode::Array(parts) => parts.iter().filter(|part| computed(part)).count() > 1,
        AstNode::Object(pairs) => pairs.iter().filter(|(_, value)| computed(value)).count() > 1,
        AstNode::ObjectTransform { .. } => true,
        AstNode::Function { name, args, .. } => {
            builder(name).is_some() && !args.iter().any(is_placeholder)
        }
        _ => false,
    }
}

/// Memory is looked at inside a long chain of `&`, which runs without a stop otherwise.
fn interrupt(chain: &mut AstNode) {
    let mut length = 0;
    let mut at = &*chain;
    while let AstNode::Binary {
        op: BinaryOp::Concatenate,
        lhs,
        ..
    } = at
    {
        length += 1;
        at = lhs;
    }
    if length >= STRETCH {
        replace(chain, |chain| call(BOUNDED, vec![chain]));
    }
}

/// Whether a call shows by itself that it cannot make much of little.
fn harmless(name: &str, args: &[AstNode]) -> bool {
    let short = |index: usize| match args.get(index) {
        Some(AstNode::String(text)) => text.len() <= HARMLESS,
        _ => false,
    };
    match name {
        "join" => args.len() == 1 || short(1),
        "replace" => args.len() >= 3 && (short(2) || matches!(args[2], AstNode::Lambda { .. })),
        "pad" => matches!(args.get(1), Some(AstNode::Number(width)) if width.abs() <= 1024.0),
        "fromMillis" => match args.get(1) {
            Some(AstNode::String(picture)) => guard::digits(picture) <= guard::MOST_DIGITS,
            picture => picture.is_none(),
        },
        _ => false,
    }
}
