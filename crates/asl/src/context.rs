//! The context object `$$`
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html>), in AWS's field order.

use std::cell::OnceCell;

use model::Timestamp;
use serde_json::{Map, Value, json};

use crate::step::{ExecutionInfo, TaskId, TokenMaker};

/// What the context object of a state says; the tree is made when somebody looks.
pub(crate) struct Context<'a> {
    pub(crate) info: &'a ExecutionInfo,
    /// `State.Name`.
    pub(crate) state: &'a str,
    /// `State.EnteredTime`.
    pub(crate) entered: Timestamp,
    /// `State.RetryCount`, which tasks have.
    pub(crate) retries: Option<u32>,
    /// `Task.Token`, when the state has one.
    pub(crate) token: Option<(&'a TokenMaker, TaskId)>,
    /// `Map.Item`: index and value.
    pub(crate) item: Option<(u64, &'a Value)>,
    /// `Map.Item.Key`, when the items are those of an object.
    pub(crate) key: Option<&'a str>,
    /// An object given instead, for a state that is tested.
    pub(crate) given: Option<&'a Value>,
    whole: OnceCell<Value>,
    light: OnceCell<Value>,
}

impl<'a> Context<'a> {
    /// The context of state `state`, which is neither a task nor in a Map.
    pub(crate) fn new(info: &'a ExecutionInfo, state: &'a str, entered: Timestamp) -> Self {
        Self {
            info,
            state,
            entered,
            retries: None,
            token: None,
            item: None,
            key: None,
            given: None,
            whole: OnceCell::new(),
            light: OnceCell::new(),
        }
    }

    /// The whole object.
    pub(crate) fn whole(&self) -> &Value {
        let input = || query::json::value(self.info.input.as_str()).unwrap_or_default();
        self.whole.get_or_init(|| self.build(Some(input())))
    }

    /// The object without `Execution.Input`, which may be large: enough for most paths.
    pub(crate) fn light(&self) -> &Value {
        self.light.get_or_init(|| self.build(None))
    }

    fn build(&self, input: Option<Value>) -> Value {
        if let Some(given) = self.given {
            return self.completed(given.clone());
        }
        let mut tree = Map::new();
        tree.insert("Execution".into(), self.execution(input));
        let machine = json!({"Id": self.info.machine_arn, "Name": self.info.machine_name});
        tree.insert("StateMachine".into(), machine);
        tree.insert("State".into(), self.state());
        if let Some((maker, task)) = self.token {
            tree.insert("Task".into(), json!({"Token": (maker.0)(task)}));
        }
        if let Some(item) = self.item() {
            tree.insert("Map".into(), json!({"Item": item}));
        }
        Value::Object(tree)
    }

    /// A given object with what only an iteration knows.
    fn completed(&self, mut given: Value) -> Value {
        if let (Some(item), Some(fields)) = (self.item(), given.as_object_mut()) {
            fields.insert("Map".into(), json!({"Item": item}));
        }
        given
    }

    fn item(&self) -> Option<Value> {
        let (index, value) = self.item?;
        Some(match self.key {
            None => json!({"Index": index, "Value": value}),
            Some(key) => json!({"Index": index, "Key": key, "Value": value}),
        })
    }

    fn execution(&self, input: Option<Value>) -> Value {
        let info = self.info;
        let mut fields = Map::new();
        fields.insert("Id".into(), info.arn.as_str().into());
        if let Some(input) = input {
            fields.insert("Input".into(), input);
        }
        fields.insert("StartTime".into(), info.start.iso8601().into());
        fields.insert("Name".into(), info.name.as_str().into());
        fields.insert("RoleArn".into(), info.role_arn.as_str().into());
        if let Some(count) = info.redrive_count {
            fields.insert("RedriveCount".into(), count.into());
        }
        if let Some(time) = info.redrive_time {
            fields.insert("RedriveTime".into(), time.iso8601().into());
        }
        Value::Object(fields)
    }

    fn state(&self) -> Value {
        let mut state = json!({"Name": self.state, "EnteredTime": self.entered.iso8601()});
        if let (Some(retries), Some(fields)) = (self.retries, state.as_object_mut()) {
            fields.insert("RetryCount".into(), retries.into());
        }
        state
    }
}
