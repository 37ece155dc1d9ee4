//! Which variables each state of a definition refers to: `variableReferences` of DescribeStateMachine
//! (<https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html>).

mod jsonata;

use std::collections::{BTreeMap, BTreeSet};

use query::json::{self, Data, Node};
use query::jsonpath::{JsonPath, Root};

use crate::ast::QueryLanguage;
use crate::intrinsics::Intrinsic;

/// Names of variables, by the state that refers to them. States that refer to none are left out; a text that is no
/// definition has none.
#[must_use]
pub fn variables(definition: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    if let Ok(machine) = json::read(definition) {
        states(
            &machine,
            language_of(&machine, QueryLanguage::JsonPath),
            &mut found,
        );
    }
    found
}

fn language_of(node: &Node, enclosing: QueryLanguage) -> QueryLanguage {
    match node.get("QueryLanguage").and_then(Node::as_str) {
        Some("JSONata") => QueryLanguage::Jsonata,
        Some("JSONPath") => QueryLanguage::JsonPath,
        _ => enclosing,
    }
}

/// Adds what the states of a machine, a branch or a processor refer to.
fn states(machine: &Node, language: QueryLanguage, found: &mut BTreeMap<String, BTreeSet<String>>) {
    let within = machine.get("States").and_then(Node::as_object);
    for state in within.unwrap_or_default() {
        let own = language_of(&state.node, language);
        let mut names = BTreeSet::new();
        for field in state.node.as_object().unwrap_or_default() {
            match field.name.as_str() {
                "Comment" | "Result" if own == QueryLanguage::JsonPath => {}
                "Comment" => {}
                "ItemProcessor" | "Iterator" => states(&field.node, language, found),
                "Branches" => {
                    let branches = field.node.as_array().unwrap_or_default();
                    branches
                        .iter()
                        .for_each(|branch| states(branch, language, found));
                }
                name => collect(name, &field.node, (own, Holds::Fields), &mut names),
            }
        }
        if !names.is_empty() {
            found.insert(state.name.clone(), names);
        }
    }
}

/// What the members of an object are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Fields of the language: those called `...Path` hold paths.
    Fields,
    /// A payload's: only names that end with `.$` are computed.
    Payload,
}

/// Adds what the value of a field refers to.
fn collect(
    field: &str,
    node: &Node,
    (language, holds): (QueryLanguage, Holds),
    names: &mut BTreeSet<String>,
) {
    let holds = match field {
        "Parameters" | "ResultSelector" | "ItemSelector" | "Assign" => Holds::Payload,
        _ => holds,
    };
    match &node.data {
        Data::String(text) if language == QueryLanguage::Jsonata => {
            let expression = text.trim().strip_prefix("{%");
            if let Some(expression) = expression.and_then(|text| text.strip_suffix("%}")) {
                names.extend(jsonata::variables(expression));
            }
        }
        Data::String(text) if is_computed(field, holds) => paths(text, names),
        Data::Array(items) => {
            let each = |item| collect("", item, (language, holds), names);
            items.iter().for_each(each);
        }
        Data::Object(fields) => {
            for field in fields {
                collect(&field.name, &field.node, (language, holds), names);
            }
        }
        _ => {}
    }
}

/// Whether the field holds a path or an intrinsic function.
fn is_computed(field: &str, holds: Holds) -> bool {
    let named = field.ends_with("Path") || field == "Variable";
    field.ends_with(".$") || (holds == Holds::Fields && named)
}

fn paths(text: &str, names: &mut BTreeSet<String>) {
    let mut add = |path: &JsonPath| {
        if let Root::Variable(name) = path.root() {
            names.insert(name.clone());
        }
    };
    if Intrinsic::is_call(text) {
        if let Ok(call) = Intrinsic::parse(text) {
            call.paths().into_iter().for_each(add);
        }
    } else if let Ok(path) = JsonPath::parse(text) {
        add(&path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(definition: &str) -> Vec<(String, Vec<String>)> {
        let found = variables(definition).into_iter();
        found
            .map(|(state, names)| (state, names.into_iter().collect()))
            .collect()
    }

    fn of(state: &str) -> Vec<String> {
        let definition = format!(r#"{{"StartAt":"S","States":{{"S":{state}}}}}"#);
        names(&definition)
            .pop()
            .map(|(_, names)| names)
            .unwrap_or_default()
    }

    #[test]
    fn paths_and_intrinsics() {
        let state = r#"{"Type":"Map","ItemsPath":"$items.of","MaxConcurrencyPath":"$most","InputPath":"$.x",
            "Result":{"a.$":"$not"},"Comment":"$not","ItemSelector":{"a":{"b.$":"States.Format('{} {}', $one, States.MathAdd($two, $.three))"},
            "c":"$literal","cPath":"$literal","d.$":"$$.Execution.Id"},"End":true}"#;
        assert_eq!(of(state), ["items", "most", "one", "two"]);
    }

    #[test]
    fn choice_rules() {
        let state = r#"{"Type":"Choice","Choices":[{"And":[{"Variable":"$a","StringEqualsPath":"$b.c"},
            {"Not":{"Variable":"$.d","IsNull":true}}],"Next":"N","Assign":{"e.$":"$f"}}]}"#;
        assert_eq!(of(state), ["a", "b", "f"]);
    }

    #[test]
    fn expressions_of_jsonata() {
        let state = r#"{"Type":"Task","QueryLanguage":"JSONata","Arguments":{"a":["{% $one + $sum($two) %}","$three"],
            "b":"{% ( $x := 1; $map($four, function($v) { $v + $x }) ) %}"},"Output":"{% $states.result ~> $five %}",
            "Comment":"{% $not %}","End":true}"#;
        assert_eq!(of(state), ["five", "four", "one", "two"]);
    }

    #[test]
    fn nested_states_have_their_own() {
        let definition = r#"{"StartAt":"P","QueryLanguage":"JSONata","States":{"P":{"Type":"Parallel","Branches":[
            {"StartAt":"B","States":{"B":{"Type":"Pass","Output":"{% $b %}","End":true}}},
            {"StartAt":"M","States":{"M":{"Type":"Map","Items":"{% $m %}","ItemProcessor":{"StartAt":"I","States":
            {"I":{"Type":"Pass","Output":"{% $i %}","End":true}}},"End":true}}}],"End":true}}}"#;
        let one = |state: &str, name: &str| (state.to_owned(), vec![name.to_owned()]);
        assert_eq!(
            names(definition),
            [one("B", "b"), one("I", "i"), one("M", "m")]
        );
    }

    #[test]
    fn what_is_no_definition_has_none() {
        for text in ["", "[]", "{}", r#"{"States":3}"#, r#"{"States":{"S":[]}}"#] {
            assert!(variables(text).is_empty(), "{text}");
        }
    }
}
