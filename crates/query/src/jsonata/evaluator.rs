//! Evaluating expressions: what they may see, and how much they may use.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use jsonata_core::evaluator::{self as core, CancelToken, EvaluatorError, EvaluatorOptions};
use jsonata_core::value::JValue;
use model::Timestamp;
use serde_json::Value;

use super::contain::{DEFECT, contain};
use super::convert::{self, Bound};
use super::error::{Failure, MEMORY, thrown};
use super::expression::Expression;
use super::memory::Budget;
use super::{distinct, functions, guard, rewrite};
use crate::random::SplitMix;

/// How much one evaluation may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest it may take.
    pub time: Duration,
    /// The deepest that it may nest; a call that is not a tail call takes about three levels.
    pub depth: usize,
    /// The longest sequence it may make.
    pub sequence: usize,
    /// The most memory it may hold in bytes, where [`Counting`](super::Counting) is the global allocator; the largest
    /// text that one function may make everywhere.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(2),
            depth: 10_000,
            sequence: 1_000_000,
            bytes: 128 << 20,
        }
    }
}

/// What an evaluation may know of the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// `$now()` and `$millis()`.
    pub now: Timestamp,
    /// What `$random()` and `$uuid()` follow from.
    pub seed: u64,
}

/// Evaluates expressions that see the same variables. It stays on its thread.
pub struct Evaluator {
    limits: Limits,
    bindings: Vec<(String, Bound)>,
    source: Rc<RefCell<SplitMix>>,
    eval: bool,
}

impl Evaluator {
    /// An evaluator whose expressions see `bindings`, by name without `$`.
    #[must_use]
    pub fn new(limits: Limits, moment: Moment, mut bindings: Vec<(String, Bound)>) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53 for ages")]
        let now = JValue::Number(moment.now.millis() as f64);
        bindings.push((rewrite::NOW.to_owned(), Bound(now)));
        Self {
            limits,
            bindings,
            source: Rc::new(RefCell::new(SplitMix::new(moment.seed))),
            eval: false,
        }
    }

    /// With `$eval`, which the language has and Step Functions does not. What it evaluates is bounded in time and
    /// depth, not in memory: for expressions that are trusted.
    #[must_use]
    pub fn with_eval(self) -> Self {
        Self { eval: true, ..self }
    }

    /// The result of `expression`; `$` and `$$` are nothing, as on AWS.
    pub fn evaluate(&self, expression: &Expression) -> Result<Value, Failure> {
        self.evaluate_on(expression, &Bound(JValue::Undefined))
    }

    /// The result of `expression` with `document` as `$`.
    pub fn evaluate_on(&self, expression: &Expression, document: &Bound) -> Result<Value, Failure> {
        let token = CancelToken::new();
        let mut evaluator = self.prepare(token.clone());
        let budget = Budget::enter(self.limits.bytes, token.clone());
        let result = contain(|| evaluator.evaluate(&expression.tree, &document.0));
        let result = match result.unwrap_or_else(|| Err(defect())) {
            Ok(_) if token.is_cancelled() => Err(Failure::Thrown(format!("U1003: {MEMORY}"))),
            Ok(value) => convert::result(&value, self.limits.bytes),
            Err(error) => Err(thrown(&error)),
        };
        drop(evaluator);
        drop(budget);
        result
    }

    fn prepare(&self, token: CancelToken) -> core::Evaluator {
        let mut context = core::Context::new();
        for (name, value) in &self.bindings {
            context.bind(name.clone(), value.0.clone());
        }
        let options = EvaluatorOptions {
            timeout_ms: Some(u64::try_from(self.limits.time.as_millis()).unwrap_or(u64::MAX)),
            cancel: Some(token),
            max_stack_depth: Some(self.limits.depth),
            max_sequence_length: Some(self.limits.sequence),
        };
        let mut evaluator = core::Evaluator::with_options(context, options);
        self.register(&mut evaluator)
            .expect("no name is one that the evaluator refuses");
        evaluator
    }

    fn register(&self, to: &mut core::Evaluator) -> Result<(), EvaluatorError> {
        to.register_fn("partition", functions::partition)?;
        to.register_fn("range", functions::range)?;
        to.register_fn("hash", functions::hash)?;
        to.register_fn("parse", functions::parse)?;
        let source = Rc::clone(&self.source);
        to.register_fn("uuid", move |arguments: &[JValue]| {
            functions::uuid(arguments, &source)
        })?;
        let source = Rc::clone(&self.source);
        to.register_fn_override("random", move |arguments: &[JValue]| {
            functions::random(arguments, &source)
        })?;
        if !self.eval {
            to.register_fn_override("eval", functions::no_such_function)?;
        }
        self.register_checks(to)
    }

    fn register_checks(&self, to: &mut core::Evaluator) -> Result<(), EvaluatorError> {
        type Check = fn(&[JValue], usize) -> Result<JValue, EvaluatorError>;
        let limit = self.limits.bytes;
        let checks: [(&str, Check); 7] = [
            ("pad", guard::pad),
            ("join", guard::join),
            ("replace", guard::replace),
            ("split", guard::split),
            ("match", guard::found),
            ("string", guard::string),
            ("fromMillis", guard::from_millis),
        ];
        for (name, check) in checks {
            to.register_fn(rewrite::check_name(name), move |arguments: &[JValue]| {
                check(arguments, limit)
            })?;
        }
        to.register_fn(rewrite::DISTINCT, move |arguments: &[JValue]| {
            distinct::distinct(arguments, limit)
        })?;
        to.register_fn(rewrite::BOUNDED, move |arguments: &[JValue]| {
            guard::bounded(arguments, limit)
        })
    }
}

fn defect() -> EvaluatorError {
    EvaluatorError::EvaluationError(DEFECT.to_owned())
}

impl std::fmt::Debug for Evaluator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = self.bindings.iter().map(|(name, _)| name);
        f.debug_list().entries(names).finish()
    }
}
