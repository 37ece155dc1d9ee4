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
    tree: OnceCell<Value>,
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
            tree: OnceCell::new(),
        }
    }

    /// The whole object.
    pub(crate) fn tree(&self) -> &Value {
        self.tree.get_or_init(|| self.build())
    }

    fn build(&self) -> Value {
        let mut tree = Map::new();
        tree.insert("Execution".into(), self.execution());
        let machine = json!({"Id": self.info.machine_arn, "Name": self.info.machine_name});
        tree.insert("StateMachine".into(), machine);
        tree.insert("State".into(), self.state());
        if let Some((maker, task)) = self.token {
            tree.insert("Task".into(), json!({"Token": (maker.0)(task)}));
        }
        if let Some((index, value)) = self.item {
            let item = json!({"Index": index, "Value": value});
            tree.insert("Map".into(), json!({"Item": item}));
        }
        Value::Object(tree)
    }

    fn execution(&self) -> Value {
        let info = self.info;
        let input: Value = serde_json::from_str(info.input.as_str()).unwrap_or_default();
        let mut execution = json!({
            "Id": info.arn,
            "Input": input,
            "StartTime": info.start.iso8601(),
            "Name": info.name,
            "RoleArn": info.role_arn,
            "RedriveCount": info.redrive_count,
        });
        if let (Some(time), Some(fields)) = (info.redrive_time, execution.as_object_mut()) {
            fields.insert("RedriveTime".into(), time.iso8601().into());
        }
        execution
    }

    fn state(&self) -> Value {
        let mut state = json!({"Name": self.state, "EnteredTime": self.entered.iso8601()});
        if let (Some(retries), Some(fields)) = (self.retries, state.as_object_mut()) {
            fields.insert("RetryCount".into(), retries.into());
        }
        state
    }
}
