//! Choice states: rules are tried in order, the first that holds says where to go
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html>).

use std::borrow::Cow;
use std::cmp::Ordering;

use model::Timestamp;
use query::jsonpath::JsonPath;
use serde_json::{Number, Value};

use super::site::{self, Outcome};
use super::{Flow, Interpreter};
use crate::error::{Fault, StateError};
use crate::intrinsics::Resolve;
use crate::program::{Assign, Choice, Comparison, Operand, Order, State, StateId, Test, ValueType};
use crate::run::FrameId;
use crate::template::Template;
use crate::view::View;

/// AWS's text when no rule holds and there is no `Default`; the error is `States.Runtime` (observed).
const NO_WAY_OUT: &str =
    "Failed to transition out of the state. The state does not point to a next state.";

pub(super) fn run(
    at: &mut Interpreter<'_>,
    id: FrameId,
    choice: &Choice,
) -> Result<Flow, StateError> {
    let decided = decide(at, id, choice);
    let (outcome, next) = decided.map_err(|fault| at.fault(id, fault))?;
    at.leave(id, outcome, Some(next))
}

fn decide(at: &Interpreter<'_>, id: FrameId, choice: &Choice) -> Result<(Outcome, StateId), Fault> {
    let site = at.site(id);
    let input = site.input()?;
    let view = site.view(&input);
    let way = route(choice, site.state, &view)?;
    let assigned = site::assign(way.assign, &view)?;
    let output = match way.output {
        Some(template) => site.document(view.fill(template)?),
        None => site.select(&site.state.output_path, input.clone())?,
    };
    Ok((Outcome { output, assigned }, way.next))
}

/// Where to go, and what to assign and give on the way.
struct Way<'c> {
    next: StateId,
    assign: Option<&'c Assign>,
    output: Option<&'c Template>,
}

/// A rule's own `Assign` and `Output`, or the state's when none holds.
fn route<'c>(choice: &'c Choice, state: &'c State, view: &View<'_>) -> Result<Way<'c>, Fault> {
    for rule in &choice.rules {
        if holds(&rule.test, view)? {
            return Ok(Way {
                next: rule.next,
                assign: rule.assign.as_ref(),
                output: rule.output.as_ref(),
            });
        }
    }
    let next = choice
        .default
        .ok_or_else(|| Fault::Runtime(NO_WAY_OUT.into()))?;
    Ok(Way {
        next,
        assign: state.assign.as_ref(),
        output: state.output.as_ref(),
    })
}

fn holds(test: &Test, view: &View<'_>) -> Result<bool, Fault> {
    match test {
        Test::Constant(holds) => Ok(*holds),
        Test::Condition(query) => view.states.evaluate_as(query, "boolean", Value::as_bool),
        Test::Not(test) => Ok(!holds(test, view)?),
        Test::And(tests) => {
            for test in tests {
                if !holds(test, view)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Test::Or(tests) => {
            for test in tests {
                if holds(test, view)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Test::Compare(variable, Comparison::Present(expected)) => {
            Ok(view.path(variable).is_ok() == *expected)
        }
        Test::Compare(variable, comparison) => {
            let value = look_up(variable, view)?;
            compare(&value, comparison, view)
        }
    }
}

fn look_up<'v>(path: &JsonPath, view: &'v View<'_>) -> Result<Cow<'v, Value>, Fault> {
    view.path(path).map_err(|_| {
        Fault::Runtime(format!(
            "Invalid path '{}': The choice state's condition path references an invalid value.",
            path.text()
        ))
    })
}

/// A value of another type than the operator's makes it false, never an error (recorded).
fn compare(value: &Value, comparison: &Comparison, view: &View<'_>) -> Result<bool, Fault> {
    Ok(match comparison {
        Comparison::Present(_) => true,
        Comparison::Type(kind, expected) => is_type(value, *kind) == *expected,
        Comparison::Matches(pattern) => value.as_str().is_some_and(|text| matches(pattern, text)),
        Comparison::Boolean(operand) => {
            let other = operand_of(operand, view, |value| value.as_bool())?;
            value.as_bool().is_some() && value.as_bool() == other
        }
        Comparison::Text(order, operand) => {
            let other = operand_of(operand, view, |value| value.as_str().map(str::to_owned))?;
            ordered(*order, value.as_str(), other.as_deref(), |a, b| {
                Some(utf16_order(a, b))
            })
        }
        Comparison::Number(order, operand) => {
            let other = operand_of(operand, view, as_number)?;
            ordered(*order, as_number(value), other, |a, b| {
                numeric_order(&a, &b)
            })
        }
        Comparison::Time(order, operand) => {
            let other = operand_of(operand, view, as_time)?;
            ordered(*order, as_time(value), other, |a, b| Some(a.cmp(&b)))
        }
    })
}

fn operand_of<T: Clone>(
    operand: &Operand<T>,
    view: &View<'_>,
    read: impl FnOnce(&Value) -> Option<T>,
) -> Result<Option<T>, Fault> {
    match operand {
        Operand::Value(value) => Ok(Some(value.clone())),
        Operand::Path(path) => Ok(read(&*look_up(path, view)?)),
    }
}

fn ordered<T>(
    order: Order,
    a: Option<T>,
    b: Option<T>,
    cmp: impl FnOnce(T, T) -> Option<Ordering>,
) -> bool {
    let (Some(a), Some(b)) = (a, b) else {
        return false;
    };
    let Some(found) = cmp(a, b) else {
        return false;
    };
    match order {
        Order::Equal => found.is_eq(),
        Order::Less => found.is_lt(),
        Order::Greater => found.is_gt(),
        Order::LessOrEqual => found.is_le(),
        Order::GreaterOrEqual => found.is_ge(),
    }
}

fn as_number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(number.clone()),
        _ => None,
    }
}

fn as_time(value: &Value) -> Option<Timestamp> {
    crate::time::parse(value.as_str()?)
}

fn is_type(value: &Value, kind: ValueType) -> bool {
    match kind {
        ValueType::Null => value.is_null(),
        ValueType::Number => value.is_number(),
        ValueType::Text => value.is_string(),
        ValueType::Boolean => value.is_boolean(),
        ValueType::Time => as_time(value).is_some(),
    }
}

/// Java compares strings by UTF-16 units, which differs from code points beyond the basic plane.
fn utf16_order(a: &str, b: &str) -> Ordering {
    a.encode_utf16().cmp(b.encode_utf16())
}

/// Integers exactly, everything else as doubles.
fn numeric_order(a: &Number, b: &Number) -> Option<Ordering> {
    let integer = |number: &Number| {
        let signed = number.as_i64().map(i128::from);
        signed.or_else(|| number.as_u64().map(i128::from))
    };
    match (integer(a), integer(b)) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
    }
}

/// `StringMatches`: `*` stands for any characters, `\*` for an asterisk, `\\` for a backslash.
fn matches(pattern: &str, text: &str) -> bool {
    let pattern = tokens(pattern);
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    // Where to go back to: the last asterisk, and how much text it has taken.
    let mut back: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(Token::Any) => {
                back = Some((p, t));
                p += 1;
            }
            Some(Token::Char(c)) if *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match back {
                None => return false,
                Some((asterisk, taken)) => {
                    back = Some((asterisk, taken + 1));
                    p = asterisk + 1;
                    t = taken + 1;
                }
            },
        }
    }
    pattern[p..].iter().all(|token| *token == Token::Any)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Any,
    Char(char),
}

fn tokens(pattern: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        tokens.push(match c {
            '*' => Token::Any,
            '\\' => Token::Char(chars.next().unwrap_or('\\')),
            c => Token::Char(c),
        });
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn asterisks_match_anything_and_can_be_escaped() {
        for (pattern, text, expected) in [
            ("foo*", "foo", true),
            ("foo*", "foobar", true),
            ("*.log", "a.log", true),
            ("*.log", "a.txt", false),
            ("foo*.log", "foo23.log", true),
            ("foo*.*", "foo.b", true),
            ("a*b*c", "a1b2b3c", true),
            ("a*b*c", "a1b2b3", false),
            ("\\*", "*", true),
            ("\\*", "x", false),
            ("\\\\", "\\", true),
            ("", "", true),
            ("", "x", false),
            ("**", "", true),
            ("*é*", "café!", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn a_pattern_of_many_asterisks_takes_no_exponential_time() {
        assert!(!matches(
            &"a*".repeat(200),
            &format!("{}b", "a".repeat(150))
        ));
    }

    #[test]
    fn integers_compare_exactly_and_with_doubles() {
        let number = |value: Value| as_number(&value).unwrap();
        let order = |a, b| numeric_order(&number(a), &number(b)).unwrap();
        assert!(order(json!(0), json!(0.0)).is_eq());
        assert!(
            order(
                json!(9_007_199_254_740_993_u64),
                json!(9_007_199_254_740_992_u64)
            )
            .is_gt()
        );
        assert!(order(json!(-1), json!(18_446_744_073_709_551_615_u64)).is_lt());
    }

    #[test]
    fn strings_compare_by_utf16_units() {
        assert!(utf16_order("A", "AB").is_lt());
        assert!(utf16_order("\u{ff61}", "\u{10000}").is_gt());
    }
}
