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
use super::error::{Failure, MEMORY, names_function, thrown};
use super::expression::Expression;
use super::memory::Budget;
use super::wording::Facts;
use super::{functions, guard, rewrite};
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
            // AWS's bound is near 100, counted in another way.
            depth: 500,
            // Observed on AWS: [1..873782] evaluates, [1..873783] does not.
            sequence: 873_782,
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
        let mut evaluator = self.prepare(expression, token.clone());
        let budget = Budget::enter(self.limits.bytes, token.clone());
        let result = contain(|| evaluator.evaluate(&expression.tree, &document.0));
        let result = match result.unwrap_or_else(|| Err(defect())) {
            Ok(_) if token.is_cancelled() => Err(Failure::Thrown(MEMORY.to_owned())),
            Ok(value) => convert::result(&value, self.limits.bytes),
            Err(error) => Err(self.told(expression, document, &error)),
        };
        drop(evaluator);
        drop(budget);
        result
    }

    /// The error in the language's words. Which builtin failed is found out by doing it again, watching the calls.
    fn told(&self, expression: &Expression, document: &Bound, error: &EvaluatorError) -> Failure {
        let function = match names_function(error) {
            true => self.failing(expression, document),
            false => None,
        };
        let facts = Facts {
            function: function.as_deref(),
            comparison: rewrite::comparison(&expression.tree),
        };
        thrown(error, &facts)
    }

    fn failing(&self, expression: &Expression, document: &Bound) -> Option<String> {
        let tree = rewrite::watched(&expression.tree);
        let token = CancelToken::new();
        let mut evaluator = self.prepare(expression, token.clone());
        let _budget = Budget::enter(self.limits.bytes, token);
        let last = Rc::new(RefCell::new(None));
        let seen = Rc::clone(&last);
        let watch = move |given: &[JValue]| {
            *seen.borrow_mut() = given.first().and_then(JValue::as_str).map(str::to_owned);
            Ok(JValue::Undefined)
        };
        evaluator.register_fn(rewrite::WATCH, watch).ok()?;
        let again = contain(|| evaluator.evaluate(&tree, &document.0))?;
        let failed_alike = again.is_err_and(|error| names_function(&error));
        let function = last.borrow_mut().take();
        function.filter(|_| failed_alike)
    }

    fn prepare(&self, expression: &Expression, token: CancelToken) -> core::Evaluator {
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
        for name in &expression.calls {
            self.register(&mut evaluator, name)
                .expect("no name is one that the evaluator refuses");
        }
        evaluator
    }

    /// Registers the function `name`, when it is one of ours: only what an expression calls, for most call none.
    fn register(&self, to: &mut core::Evaluator, name: &str) -> Result<(), EvaluatorError> {
        let (limit, source) = (self.limits.bytes, Rc::clone(&self.source));
        match name {
            "partition" => to.register_fn(name, functions::partition),
            "range" => to.register_fn(name, functions::range),
            "hash" => to.register_fn(name, functions::hash),
            "parse" => to.register_fn(name, functions::parse),
            "uuid" => to.register_fn(name, move |given: &[JValue]| {
                functions::uuid(given, &source)
            }),
            "random" => to.register_fn_override(name, move |given: &[JValue]| {
                functions::random(given, &source)
            }),
            "eval" if !self.eval => to.register_fn_override(name, functions::no_such_function),
            name => match guard::find(name) {
                Some(check) => to.register_fn(name, move |given: &[JValue]| check(given, limit)),
                None => Ok(()),
            },
        }
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
