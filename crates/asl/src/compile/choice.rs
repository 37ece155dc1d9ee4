//! The rules of a Choice state.

use model::Timestamp;
use serde_json::{Number, Value};

use super::state::{Places, Site, path, target};
use super::{CompileError, invalid};
use crate::ast::{self, Operator};
use crate::program::{Choice, Comparison, Operand, Order, Rule, Test, ValueType};

pub(super) fn compile(
    tree: &ast::Choice,
    site: &Site<'_>,
    places: Places<'_>,
) -> Result<Choice, CompileError> {
    let at = site.at;
    let mut rules = Vec::new();
    for (index, tree) in tree.choices.iter().flatten().enumerate() {
        rules.push(rule(tree, site, index, places)?);
    }
    let default = tree.default.as_deref();
    let default = default
        .map(|name| target(name, &format!("{at}/Default"), places))
        .transpose()?;
    Ok(Choice { rules, default })
}

fn rule(
    tree: &ast::ChoiceRule,
    site: &Site<'_>,
    index: usize,
    places: Places<'_>,
) -> Result<Rule, CompileError> {
    let at = format!("{}/Choices/{index}", site.at);
    let within = |field: &str| format!("Choices[{index}]/{field}");
    let name = tree.next.as_deref().unwrap_or_default();
    let test = match (&tree.test, &tree.condition) {
        (Some(written), _) => test(written, &at)?,
        (None, Some(condition)) => self::condition(condition, site, &within("Condition"))?,
        (None, None) => return Err(invalid(&at, "A rule needs a comparison")),
    };
    Ok(Rule {
        test,
        next: target(name, &format!("{at}/Next"), places)?,
        output: site.output(tree.output.as_ref(), &within("Output"))?,
        assign: site.assign(tree.assign.as_ref(), &within("Assign"))?,
    })
}

/// `Condition`: a boolean, or an expression that gives one.
fn condition(value: &Value, site: &Site<'_>, name: &str) -> Result<Test, CompileError> {
    let refuse = || {
        invalid(
            &format!("{}/{name}", site.at),
            "Expected a boolean or a JSONata expression",
        )
    };
    match value {
        Value::Bool(holds) => Ok(Test::Constant(*holds)),
        Value::String(text) => {
            let query = site.query(text, name)?;
            query.map(Test::Condition).ok_or_else(refuse)
        }
        _ => Err(refuse()),
    }
}

fn test(tree: &ast::Test, at: &str) -> Result<Test, CompileError> {
    let all = |tests: &[ast::Test], name: &str| {
        let tests = tests.iter().enumerate();
        tests
            .map(|(index, tree)| test(tree, &format!("{at}/{name}/{index}")))
            .collect::<Result<Vec<_>, _>>()
    };
    Ok(match tree {
        ast::Test::And(tests) => Test::And(all(tests, "And")?),
        ast::Test::Or(tests) => Test::Or(all(tests, "Or")?),
        ast::Test::Not(tree) => Test::Not(Box::new(test(tree, &format!("{at}/Not"))?)),
        ast::Test::Compare(tree) => compare(tree, at)?,
    })
}

fn compare(tree: &ast::Comparison, at: &str) -> Result<Test, CompileError> {
    let variable = tree.variable.as_deref();
    let variable = variable.ok_or_else(|| invalid(at, "These fields are required: [Variable]"))?;
    let [(operator, operand)] = tree.operands.as_slice() else {
        return Err(invalid(at, "A rule needs exactly one comparison operator"));
    };
    let variable = path(variable, &format!("{at}/Variable"))?;
    let comparison = comparison(*operator, operand, &format!("{at}/{}", operator.name()))?;
    Ok(Test::Compare(variable, comparison))
}

fn comparison(operator: Operator, operand: &Value, at: &str) -> Result<Comparison, CompileError> {
    use Operator as O;
    let order = order(operator);
    let flag = || {
        operand
            .as_bool()
            .ok_or_else(|| invalid(at, "Expected value of type Boolean"))
    };
    Ok(match operator {
        O::StringMatches => Comparison::Matches(text(operand, at)?.to_owned()),
        O::IsPresent => Comparison::Present(flag()?),
        O::IsNull => Comparison::Type(ValueType::Null, flag()?),
        O::IsNumeric => Comparison::Type(ValueType::Number, flag()?),
        O::IsString => Comparison::Type(ValueType::Text, flag()?),
        O::IsBoolean => Comparison::Type(ValueType::Boolean, flag()?),
        O::IsTimestamp => Comparison::Type(ValueType::Time, flag()?),
        O::BooleanEquals => Comparison::Boolean(Operand::Value(flag()?)),
        O::BooleanEqualsPath => Comparison::Boolean(Operand::Path(path(text(operand, at)?, at)?)),
        _ if operator.name().starts_with("String") => Comparison::Text(
            order,
            self::operand(operator, operand, at, |v| v.as_str().map(str::to_owned))?,
        ),
        _ if operator.name().starts_with("Numeric") => {
            Comparison::Number(order, self::operand(operator, operand, at, number)?)
        }
        _ => Comparison::Time(order, self::operand(operator, operand, at, time)?),
    })
}

fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(number.clone()),
        _ => None,
    }
}

fn time(value: &Value) -> Option<Timestamp> {
    crate::time::parse(value.as_str()?)
}

fn text<'v>(value: &'v Value, at: &str) -> Result<&'v str, CompileError> {
    value
        .as_str()
        .ok_or_else(|| invalid(at, "Expected value of type String"))
}

fn operand<T>(
    operator: Operator,
    value: &Value,
    at: &str,
    read: impl FnOnce(&Value) -> Option<T>,
) -> Result<Operand<T>, CompileError> {
    if operator.takes_path() {
        return path(text(value, at)?, at).map(Operand::Path);
    }
    let value = read(value).ok_or_else(|| invalid(at, "The value has the wrong type"))?;
    Ok(Operand::Value(value))
}

fn order(operator: Operator) -> Order {
    let name = operator.name().trim_end_matches("Path");
    match () {
        () if name.ends_with("LessThanEquals") => Order::LessOrEqual,
        () if name.ends_with("GreaterThanEquals") => Order::GreaterOrEqual,
        () if name.ends_with("LessThan") => Order::Less,
        () if name.ends_with("GreaterThan") => Order::Greater,
        () => Order::Equal,
    }
}
