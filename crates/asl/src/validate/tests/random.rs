//! Definitions made at random.

use proptest::prelude::*;

use super::*;

/// Field names that mean something, and values that fit some of them.
fn field() -> impl Strategy<Value = String> {
    let types = [
        "Pass", "Task", "Wait", "Parallel", "Map", "Choice", "Succeed", "Fail",
    ];
    let names: Vec<&str> = types
        .iter()
        .flat_map(|name| schema::state(name).unwrap_or_default())
        .chain(
            schema::RETRIER
                .iter()
                .chain(schema::CATCHER)
                .chain(schema::MACHINE)
                .chain(schema::PROCESSOR)
                .copied(),
        )
        .map(|field| field.name)
        .chain([
            "Variable",
            "Condition",
            "And",
            "Not",
            "StringEquals",
            "IsNull",
            "x.$",
            "A",
        ])
        .collect();
    prop::sample::select(names).prop_map(str::to_owned)
}

fn tree() -> impl Strategy<Value = Value> {
    let leaf = prop::sample::select(vec![
        json!(null),
        json!(true),
        json!(1),
        json!(-2.5),
        json!("A"),
        json!("$.a"),
        json!("$$"),
        json!("Pass"),
        json!("Map"),
        json!("Task"),
        json!("Choice"),
        json!("Parallel"),
        json!("JSONata"),
        json!("{% $a %}"),
        json!("States.UUID()"),
        json!("arn:aws:states:::lambda:invoke"),
        json!("2016-03-14T01:59:00Z"),
    ]);
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::Array),
            prop::collection::hash_map(field(), inner, 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_tree_is_accepted_or_refused_and_what_is_accepted_parses(states in prop::collection::hash_map("[AB]", tree(), 0..3), rest in tree()) {
        let mut definition = json!({"StartAt": "A", "States": states});
        if let (Value::Object(fields), Value::Object(more)) = (&mut definition, rest) {
            fields.extend(more.into_iter().filter(|(name, _)| name != "States"));
        }
        let text = definition.to_string();
        if invalid_definition(&validate(&text, MachineType::Express)).is_none() {
            prop_assert!(crate::parse::parse(&text).is_ok(), "{text}");
        }
    }

    #[test]
    fn any_pass_state_is_accepted_or_refused_and_what_is_accepted_parses(fields in prop::collection::hash_map(field(), tree(), 0..3)) {
        let mut state: serde_json::Map<String, Value> = fields.into_iter().collect();
        state.insert("Type".into(), json!("Pass"));
        state.insert("End".into(), json!(true));
        let text = machine(Value::Object(state)).to_string();
        if invalid_definition(&validate(&text, MachineType::Standard)).is_none() {
            prop_assert!(crate::parse::parse(&text).is_ok(), "{text}");
        }
    }
}
