//! Conditions of a statement
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>).

use std::cmp::Ordering;
use std::net::IpAddr;

use model::Timestamp;

use super::evaluate::Request;
use super::pattern::{matches, substitute};

/// One operator applied to one context key.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Condition {
    operator: Operator,
    /// `...IfExists`: an absent key satisfies it.
    if_exists: bool,
    quantifier: Quantifier,
    key: String,
    values: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quantifier {
    None,
    ForAllValues,
    ForAnyValue,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Operator {
    test: Test,
    negated: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Test {
    Null,
    StringEquals,
    StringEqualsIgnoreCase,
    StringLike,
    Numeric(Compare),
    Date(Compare),
    Bool,
    IpAddress,
    Arn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Compare {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Compare {
    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }
}

impl Condition {
    /// The condition `{operator: {key: values}}`; absent when there is no such operator.
    pub(super) fn new(operator: &str, key: String, values: Vec<String>) -> Option<Self> {
        let (quantifier, name) = match operator.split_once(':') {
            Some(("ForAllValues", name)) => (Quantifier::ForAllValues, name),
            Some(("ForAnyValue", name)) => (Quantifier::ForAnyValue, name),
            Some(_) => return None,
            None => (Quantifier::None, operator),
        };
        let (name, if_exists) = name
            .strip_suffix("IfExists")
            .map_or((name, false), |name| (name, true));
        let operator = Operator::parse(name)?;
        Some(Self {
            operator,
            if_exists,
            quantifier,
            key,
            values,
        })
    }

    /// True when the request satisfies the condition.
    pub(super) fn holds(&self, request: &Request<'_>, variables: bool) -> bool {
        let actual = request.context_values(&self.key);
        if self.operator.test == Test::Null {
            let absent = actual.is_empty().to_string();
            return self
                .values
                .iter()
                .any(|value| value.eq_ignore_ascii_case(&absent));
        }
        let wanted: Vec<String> = match variables {
            true => self
                .values
                .iter()
                .filter_map(|value| substitute(value, request))
                .collect(),
            false => self.values.clone(),
        };
        let one = |value: &String| self.operator.holds(value, &wanted);
        match self.quantifier {
            Quantifier::ForAllValues => actual.iter().all(one),
            Quantifier::ForAnyValue => actual.iter().any(one),
            // A negated operator also holds for a key that is not there.
            Quantifier::None if actual.is_empty() => self.if_exists || self.operator.negated,
            Quantifier::None => actual.iter().all(one),
        }
    }
}

impl Operator {
    fn parse(name: &str) -> Option<Self> {
        let yes = |test| {
            Some(Self {
                test,
                negated: false,
            })
        };
        let no = |test| {
            Some(Self {
                test,
                negated: true,
            })
        };
        match name {
            "Null" => yes(Test::Null),
            "StringEquals" => yes(Test::StringEquals),
            "StringNotEquals" => no(Test::StringEquals),
            "StringEqualsIgnoreCase" => yes(Test::StringEqualsIgnoreCase),
            "StringNotEqualsIgnoreCase" => no(Test::StringEqualsIgnoreCase),
            "StringLike" => yes(Test::StringLike),
            "StringNotLike" => no(Test::StringLike),
            "Bool" => yes(Test::Bool),
            "IpAddress" => yes(Test::IpAddress),
            "NotIpAddress" => no(Test::IpAddress),
            "ArnEquals" | "ArnLike" => yes(Test::Arn),
            "ArnNotEquals" | "ArnNotLike" => no(Test::Arn),
            _ => Self::parse_compare(name),
        }
    }

    fn parse_compare(name: &str) -> Option<Self> {
        let (kind, comparison): (fn(Compare) -> Test, &str) = match name.strip_prefix("Numeric") {
            Some(rest) => (Test::Numeric, rest),
            None => (Test::Date, name.strip_prefix("Date")?),
        };
        let (compare, negated) = match comparison {
            "Equals" => (Compare::Equal, false),
            "NotEquals" => (Compare::Equal, true),
            "LessThan" => (Compare::Less, false),
            "LessThanEquals" => (Compare::LessOrEqual, false),
            "GreaterThan" => (Compare::Greater, false),
            "GreaterThanEquals" => (Compare::GreaterOrEqual, false),
            _ => return None,
        };
        Some(Self {
            test: kind(compare),
            negated,
        })
    }

    fn holds(self, actual: &str, wanted: &[String]) -> bool {
        wanted.iter().any(|value| self.test.holds(actual, value)) != self.negated
    }
}

impl Test {
    fn holds(self, actual: &str, wanted: &str) -> bool {
        match self {
            Self::Null => false,
            Self::StringEquals => actual == wanted,
            Self::StringEqualsIgnoreCase => actual.to_lowercase() == wanted.to_lowercase(),
            Self::StringLike | Self::Arn => matches(wanted, actual),
            Self::Bool => actual.eq_ignore_ascii_case(wanted),
            Self::Numeric(compare) => compared(number(actual), number(wanted), compare),
            Self::Date(compare) => compared(date(actual), date(wanted), compare),
            Self::IpAddress => in_network(actual, wanted).unwrap_or(false),
        }
    }
}

fn compared<T: PartialOrd>(actual: Option<T>, wanted: Option<T>, compare: Compare) -> bool {
    let ordering = actual
        .zip(wanted)
        .and_then(|(actual, wanted)| actual.partial_cmp(&wanted));
    ordering.is_some_and(|ordering| compare.holds(ordering))
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}

/// Milliseconds since the epoch, of an ISO 8601 date or of seconds since the epoch.
fn date(text: &str) -> Option<i64> {
    let seconds = || {
        text.parse::<i64>()
            .ok()
            .and_then(|seconds| seconds.checked_mul(1000))
    };
    let day = || Timestamp::parse_rfc3339(&format!("{text}T00:00:00Z")).map(Timestamp::millis);
    Timestamp::parse_rfc3339(text)
        .map(Timestamp::millis)
        .or_else(seconds)
        .or_else(day)
}

fn in_network(actual: &str, network: &str) -> Option<bool> {
    let (base, bits) = network
        .split_once('/')
        .map_or((network, None), |(base, bits)| (base, Some(bits)));
    let (actual, base): (IpAddr, IpAddr) = (actual.parse().ok()?, base.parse().ok()?);
    let (actual, base, width) = match (actual, base) {
        (IpAddr::V4(actual), IpAddr::V4(base)) => {
            (u128::from(actual.to_bits()), u128::from(base.to_bits()), 32)
        }
        (IpAddr::V6(actual), IpAddr::V6(base)) => (actual.to_bits(), base.to_bits(), 128),
        _ => return Some(false),
    };
    let bits: u32 = bits.map_or(Some(width), |bits| bits.parse().ok())?;
    let ignored = width.checked_sub(bits)?;
    Some(actual.checked_shr(ignored).unwrap_or(0) == base.checked_shr(ignored).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(operator: &str, values: &[&str], actual: &[&str], expected: bool) {
        let values = values.iter().map(|&value| value.to_owned()).collect();
        let condition = Condition::new(operator, "k".into(), values).unwrap();
        let context = actual
            .iter()
            .map(|&value| ("k".to_owned(), value.to_owned()))
            .collect::<Vec<_>>();
        let principal = crate::Principal::Anonymous;
        let request = Request {
            principal: &principal,
            action: "a:b",
            resource: "*",
            context: &context,
        };
        assert_eq!(
            condition.holds(&request, true),
            expected,
            "{operator} {actual:?}"
        );
    }

    #[test]
    fn operators() {
        check("StringEquals", &["a", "b"], &["b"], true);
        check("StringNotEquals", &["a", "b"], &["b"], false);
        check("StringNotEquals", &["a"], &[], true);
        check("StringEquals", &["a"], &[], false);
        check("StringEqualsIfExists", &["a"], &[], true);
        check("StringLike", &["a*"], &["abc"], true);
        check("NumericLessThan", &["10"], &["9.5"], true);
        check("NumericLessThan", &["10"], &["x"], false);
        check(
            "DateGreaterThan",
            &["2025-01-01T00:00:00Z"],
            &["2025-01-02T00:00:00Z"],
            true,
        );
        check("Bool", &["true"], &["TRUE"], true);
        check("Null", &["true"], &[], true);
        check("Null", &["false"], &[], false);
        check("IpAddress", &["10.0.0.0/8"], &["10.9.8.7"], true);
        check("IpAddress", &["0.0.0.0/0"], &["1.2.3.4"], true);
        check("NotIpAddress", &["10.0.0.0/8"], &["11.0.0.1"], true);
        check("IpAddress", &["10.0.0.0/99"], &["10.0.0.1"], false);
        check(
            "ArnLike",
            &["arn:aws:states:*:*:stateMachine:*"],
            &["arn:aws:states:r:1:stateMachine:m"],
            true,
        );
        check("ForAllValues:StringEquals", &["a", "b"], &["a", "b"], true);
        check("ForAllValues:StringEquals", &["a"], &["a", "b"], false);
        check("ForAllValues:StringEquals", &["a"], &[], true);
        check("ForAnyValue:StringEquals", &["a"], &["x", "a"], true);
        check("ForAnyValue:StringEquals", &["a"], &[], false);
    }

    #[test]
    fn unknown_operators_are_refused() {
        for operator in [
            "",
            "StringIs",
            "NumericLike",
            "ForSome:StringEquals",
            "DateBefore",
        ] {
            assert!(
                Condition::new(operator, "k".into(), vec![]).is_none(),
                "{operator}"
            );
        }
    }
}
