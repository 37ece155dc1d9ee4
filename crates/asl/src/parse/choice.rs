//! The rules of a Choice state.

use super::fields::{Object, Reader, unknown};
use crate::ast::{ChoiceRule, Comparison, Operator, Test};

pub(super) fn rule(reader: &mut Reader, mut object: Object) -> ChoiceRule {
    let o = &mut object;
    ChoiceRule {
        comment: reader.string(o, "Comment"),
        next: reader.state_name(o, "Next"),
        condition: reader.any(o, "Condition"),
        assign: reader.object_value(o, "Assign"),
        output: reader.any(o, "Output"),
        test: test(reader, o),
        unknown: unknown(object),
    }
}

/// The test that the fields of `object` make, which are taken out; `None` when there is none.
fn test(reader: &mut Reader, object: &mut Object) -> Option<Test> {
    if object.contains_key("And") {
        return reader.list(object, "And", nested).map(Test::And);
    }
    if object.contains_key("Or") {
        return reader.list(object, "Or", nested).map(Test::Or);
    }
    if object.contains_key("Not") {
        let negated = reader.nested(object, "Not", nested)?;
        return Some(Test::Not(Box::new(negated)));
    }
    let comparison = comparison(reader, object);
    let empty = comparison.variable.is_none() && comparison.operands.is_empty();
    (!empty).then_some(Test::Compare(comparison))
}

/// A test inside another: whatever it has besides is kept as unknown to its comparison.
fn nested(reader: &mut Reader, mut object: Object) -> Test {
    let _comment = reader.string(&mut object, "Comment");
    if let Some(test @ (Test::And(_) | Test::Or(_) | Test::Not(_))) =
        combination(reader, &mut object)
    {
        return test;
    }
    let mut comparison = comparison(reader, &mut object);
    comparison.next = reader.state_name(&mut object, "Next");
    comparison.unknown = unknown(object);
    Test::Compare(comparison)
}

fn combination(reader: &mut Reader, object: &mut Object) -> Option<Test> {
    let combined = ["And", "Or", "Not"]
        .iter()
        .any(|name| object.contains_key(*name));
    combined.then(|| test(reader, object)).flatten()
}

fn comparison(reader: &mut Reader, object: &mut Object) -> Comparison {
    let variable = reader.string(object, "Variable");
    let named: Vec<Operator> = object
        .keys()
        .filter_map(|name| Operator::parse(name))
        .collect();
    let take = |operator: Operator| Some((operator, object.shift_remove(operator.name())?));
    Comparison {
        variable,
        operands: named.into_iter().filter_map(take).collect(),
        next: None,
        unknown: Vec::new(),
    }
}
