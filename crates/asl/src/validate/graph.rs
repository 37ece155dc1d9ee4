//! The graph of states: every target exists, every state is somebody's target, something ends, names are unique.
//!
//! AWS looks at each object with `StartAt` and `States` on its own. It calls a state reachable when some state or
//! `StartAt` names it, whether or not that one is reachable itself.

use super::{Code, Validator, below, finding};
use query::json::{Data, Field, Node};
use std::collections::HashSet;

/// Longest state name ("Quotas" in the developer guide).
const MAX_STATE_NAME: usize = 80;

/// Names seen so far; they are unique in the whole machine.
#[derive(Default)]
struct Names<'n> {
    states: HashSet<&'n str>,
    labels: HashSet<&'n str>,
}

impl Validator {
    /// Checks the graphs of a definition whose objects are all well-formed.
    pub(super) fn graphs(&mut self, root: &Node) {
        self.subgraph(root, "/", &mut Names::default());
    }

    fn subgraph<'n>(&mut self, graph: &'n Node, location: &str, names: &mut Names<'n>) {
        let states = graph
            .get("States")
            .and_then(Node::as_object)
            .unwrap_or_default();
        let states_location = below(location, "States");
        self.names(states, &states_location, names);
        self.targets(graph, states, location);
        for state in states {
            let at = below(&states_location, &state.name);
            for (place, inner) in inner_graphs(&state.node) {
                self.subgraph(inner, &format!("{at}/{place}"), names);
            }
        }
    }

    fn names<'n>(&mut self, states: &'n [Field], location: &str, names: &mut Names<'n>) {
        for state in states {
            let at = below(location, &state.name);
            if !names.states.insert(&state.name) {
                let message = format!("Duplicate State name: {}", state.name);
                self.error(Code::DuplicateStateName, message, &at, &state.node);
            }
            if state.name.chars().count() > MAX_STATE_NAME {
                let message = format!(
                    "State name '{}' exceeds the {MAX_STATE_NAME}-character limit allowed by the service",
                    state.name
                );
                self.error(Code::InvalidStateName, message, &at, &state.node);
            }
            if let Some(label) = state.node.get("Label")
                && let Some(text) = label.as_str()
                && !names.labels.insert(text)
            {
                let message = format!("Duplicate Label name: {text}");
                self.error(
                    Code::DuplicateLabelName,
                    message,
                    &below(&at, "Label"),
                    label,
                );
            }
        }
    }

    fn targets(&mut self, graph: &Node, states: &[Field], location: &str) {
        let known: HashSet<&str> = states.iter().map(|state| state.name.as_str()).collect();
        let mut named = HashSet::new();
        let start = graph
            .get("StartAt")
            .map(|start| (below(location, "StartAt"), start));
        let states_location = below(location, "States");
        let transitions = states
            .iter()
            .flat_map(|state| transitions(state, &states_location));
        for (at, target) in start.into_iter().chain(transitions) {
            let name = state_name(target);
            named.insert(name);
            if !known.contains(name) {
                let message = format!("Missing 'Next' target: {name}");
                self.error(Code::MissingTransitionTarget, message, &at, target);
            }
        }
        if !states.iter().any(|state| is_terminal(&state.node)) {
            let message = "Workflow has no terminal state".to_owned();
            return self.note(finding(
                Code::MissingEndState,
                message,
                None,
                Some(graph.place),
            ));
        }
        for state in states
            .iter()
            .filter(|state| !named.contains(state.name.as_str()))
        {
            let message = format!("State \"{}\" is not reachable.", state.name);
            let at = below(&states_location, &state.name);
            self.error(Code::MissingTransitionTarget, message, &at, &state.node);
        }
    }
}

/// The state that a target names; a boolean is a name that YAML misread.
fn state_name(target: &Node) -> &str {
    match target.data {
        Data::Bool(true) => "True",
        Data::Bool(false) => "False",
        _ => target.as_str().unwrap_or_default(),
    }
}

fn is_terminal(state: &Node) -> bool {
    let ends = state
        .get("End")
        .is_some_and(|end| end.data == Data::Bool(true));
    ends || matches!(
        state.get("Type").and_then(Node::as_str),
        Some("Succeed" | "Fail")
    )
}

/// Where a state may go, with the location of the field that says so.
fn transitions<'n>(state: &'n Field, location: &str) -> Vec<(String, &'n Node)> {
    let (at, node) = (below(location, &state.name), &state.node);
    let direct = ["Next", "Default"]
        .into_iter()
        .filter_map(|name| Some((format!("{at}/{name}"), node.get(name)?)));
    let listed = ["Choices", "Catch"].into_iter().flat_map(|list| {
        let items = node.get(list).and_then(Node::as_array).unwrap_or_default();
        let at = at.clone();
        items.iter().enumerate().filter_map(move |(index, item)| {
            Some((format!("{at}/{list}[{index}]/Next"), item.get("Next")?))
        })
    });
    let mut found: Vec<_> = direct.collect();
    found.extend(listed);
    found
}

/// The graphs inside a state, with their places below it.
fn inner_graphs(state: &Node) -> Vec<(String, &Node)> {
    let branches = state
        .get("Branches")
        .and_then(Node::as_array)
        .unwrap_or_default();
    let mut inner: Vec<(String, &Node)> = branches
        .iter()
        .enumerate()
        .map(|(index, branch)| (format!("Branches[{index}]"), branch))
        .collect();
    for name in ["ItemProcessor", "Iterator"] {
        inner.extend(
            state
                .get(name)
                .map(|processor| (name.to_owned(), processor)),
        );
    }
    inner
}
