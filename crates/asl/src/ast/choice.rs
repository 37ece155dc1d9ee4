//! The rules of a Choice state and their comparisons.

use serde_json::Value;

/// One rule of `Choices`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChoiceRule {
    /// `Comment`.
    pub comment: Option<String>,
    /// `Next`.
    pub next: Option<String>,
    /// The comparison of a JSONPath rule.
    pub test: Option<Test>,
    /// `Condition` (JSONata): a string with an expression, or a boolean.
    pub condition: Option<Value>,
    /// `Assign`.
    pub assign: Option<Value>,
    /// `Output` (JSONata).
    pub output: Option<Value>,
    /// Fields no rule has.
    pub unknown: Vec<String>,
}

/// A boolean expression over the input.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// `And`: all hold.
    And(Vec<Test>),
    /// `Or`: one holds.
    Or(Vec<Test>),
    /// `Not`: it does not hold.
    Not(Box<Test>),
    /// `Variable` and a comparison.
    Compare(Comparison),
}

/// One comparison of a variable.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// `Variable`, a path.
    pub variable: Option<String>,
    /// Each comparison field with what it compares to; well-formed rules have exactly one.
    pub operands: Vec<(Operator, Operand)>,
    /// `Next`, which only the outermost rule may have.
    pub next: Option<String>,
    /// Fields no comparison has.
    pub unknown: Vec<String>,
}

/// What a variable is compared to, as written.
pub type Operand = Value;

macro_rules! operators {
    ($($name:ident),* $(,)?) => {
        /// The 39 comparison operators
        /// (<https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html>).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "the names are the language's own")]
        pub enum Operator {
            $($name,)*
        }

        impl Operator {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The field's name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }

            /// The operator of that field name.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> {
                match name {
                    $(stringify!($name) => Some(Self::$name),)*
                    _ => None,
                }
            }
        }
    };
}

operators! {
    StringEquals, StringEqualsPath,
    StringLessThan, StringLessThanPath,
    StringGreaterThan, StringGreaterThanPath,
    StringLessThanEquals, StringLessThanEqualsPath,
    StringGreaterThanEquals, StringGreaterThanEqualsPath,
    StringMatches,
    NumericEquals, NumericEqualsPath,
    NumericLessThan, NumericLessThanPath,
    NumericGreaterThan, NumericGreaterThanPath,
    NumericLessThanEquals, NumericLessThanEqualsPath,
    NumericGreaterThanEquals, NumericGreaterThanEqualsPath,
    BooleanEquals, BooleanEqualsPath,
    TimestampEquals, TimestampEqualsPath,
    TimestampLessThan, TimestampLessThanPath,
    TimestampGreaterThan, TimestampGreaterThanPath,
    TimestampLessThanEquals, TimestampLessThanEqualsPath,
    TimestampGreaterThanEquals, TimestampGreaterThanEqualsPath,
    IsNull, IsPresent, IsNumeric, IsString, IsBoolean, IsTimestamp,
}

impl Operator {
    /// True for the operators that compare with another path.
    #[must_use]
    pub fn takes_path(self) -> bool {
        self.name().ends_with("Path")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_39_and_each_is_found_by_its_name() {
        assert_eq!(Operator::ALL.len(), 39);
        for operator in Operator::ALL {
            assert_eq!(Operator::parse(operator.name()), Some(*operator));
        }
        assert_eq!(Operator::parse("StringMatchesPath"), None);
    }
}
