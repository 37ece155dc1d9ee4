//! What a state sees of its data, and how data flows through it: `InputPath`, `Parameters`, `ResultSelector`,
//! `ResultPath`, `OutputPath`, `Assign`
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html>).
//!
//! What nobody looks into is neither parsed nor written again: it passes through as the text it is.

use std::cell::RefCell;

use query::jsonpath::Root;
use serde_json::{Value, json};

use super::Interpreter;
use super::probe::{Probe, Stage};
use crate::context::Context;
use crate::error::Fault;
use crate::event::Assigned;
use crate::intrinsics::Resolve;
use crate::json::{self, Document};
use crate::program::{Assign, Kind, Placement, Selection, State};
use crate::random::SplitMix;
use crate::run::{FrameId, Run};
use crate::step::{Pattern, TaskId, TaskTarget};
use crate::template::Template;
use crate::view::View;

/// What a state gives: its output and the variables it assigns.
pub(super) struct Outcome {
    pub(super) output: Document,
    pub(super) assigned: Vec<(String, Value)>,
}

impl Outcome {
    /// The variables as events show them.
    pub(super) fn assigned_texts(&self) -> Vec<Assigned> {
        let text = |(name, value): &(String, Value)| Assigned {
            name: name.clone(),
            value: json::to_text(value),
        };
        self.assigned.iter().map(text).collect()
    }
}

/// What a state computes must be readable by the next one.
pub(super) fn too_deep() -> Fault {
    Fault::Runtime("The JSON document is nested too deeply.".into())
}

/// A state in its frame, ready to look at data.
pub(super) struct Site<'a> {
    pub(super) state: &'a State,
    pub(super) context: Context<'a>,
    run: &'a Run,
    frame: FrameId,
    raw: Document,
    random: &'a RefCell<SplitMix>,
    pub(super) probe: Option<&'a Probe>,
}

impl Interpreter<'_> {
    /// The site of the state that frame `id` is in.
    pub(super) fn site(&self, id: FrameId) -> Site<'_> {
        let frame = self.frame(id);
        let state = self.state(id);
        let mut context = Context::new(self.info, &state.name, frame.entered);
        context.item = self.run.item(id);
        if let Kind::Task(task) = &state.kind {
            context.retries = Some(frame.retries);
            let task_id = frame.task().unwrap_or(TaskId(self.run.next_event));
            context.token = has_token(&task.target).then_some((&self.env.token, task_id));
        }
        context.given = self.probe.map(|probe| &probe.context);
        Site {
            state,
            context,
            run: self.run,
            frame: id,
            raw: self.raw(id),
            random: &self.random,
            probe: self.probe,
        }
    }
}

/// Recorded: the context object has a token where something outside may end the task.
fn has_token(target: &TaskTarget) -> bool {
    match target {
        TaskTarget::Function(_) => false,
        TaskTarget::Activity(_) => true,
        TaskTarget::Integration { pattern, .. } => *pattern != Pattern::RequestResponse,
    }
}

impl<'a> Site<'a> {
    /// What paths and functions see when `$` is `document`.
    pub(super) fn view<'s>(&'s self, document: &'s Document) -> View<'s> {
        View {
            document,
            context: &self.context,
            run: self.run,
            frame: self.frame,
            random: self.random,
        }
    }

    /// The effective input: `InputPath` applied to the raw input.
    pub(super) fn input(&self) -> Result<Document, Fault> {
        let input = self.select(&self.state.input_path, self.raw.clone())?;
        self.show(Stage::InputPath, &input);
        Ok(input)
    }

    /// Shows a document to whoever tests the state.
    pub(super) fn show(&self, stage: Stage, document: &Document) {
        if let Some(probe) = self.probe {
            probe.stage(stage, document);
        }
    }

    /// `Parameters` filled in from the effective input.
    pub(super) fn parameters(
        &self,
        template: Option<&Template>,
        input: Document,
    ) -> Result<Document, Fault> {
        let parameters = self.fill(template, input)?;
        self.show(Stage::Parameters, &parameters);
        Ok(parameters)
    }

    /// `template` filled in from `document`; without a template the document itself.
    pub(super) fn fill(
        &self,
        template: Option<&Template>,
        document: Document,
    ) -> Result<Document, Fault> {
        match template {
            None => Ok(document),
            Some(template) => self.view(&document).fill(template).map(Document::from),
        }
    }

    /// `ResultPath` and `OutputPath` applied to the effective result, and `Assign` evaluated on it.
    pub(super) fn outcome(&self, result: Document) -> Result<Outcome, Fault> {
        self.show(Stage::ResultSelector, &result);
        let assigned = self.assign(self.state.assign.as_ref(), &result)?;
        let placed = self.place(&self.state.result_path, result)?;
        self.show(Stage::ResultPath, &placed);
        let output = self.select(&self.state.output_path, placed)?;
        Ok(Outcome { output, assigned })
    }

    /// The variables of `assign`, with `document` as `$`.
    pub(super) fn assign(
        &self,
        assign: Option<&Assign>,
        document: &Document,
    ) -> Result<Vec<(String, Value)>, Fault> {
        let Some(Assign(template)) = assign else {
            return Ok(Vec::new());
        };
        match self.view(document).fill(template)? {
            Value::Object(variables) => {
                let mut variables: Vec<_> = variables.into_iter().collect();
                // Recorded: events list them by name.
                variables.sort_by(|(a, _), (b, _)| a.cmp(b));
                Ok(variables)
            }
            _ => Ok(Vec::new()),
        }
    }

    /// `document` put into the raw input as a `ResultPath` says.
    pub(super) fn place(
        &self,
        placement: &Placement,
        document: Document,
    ) -> Result<Document, Fault> {
        match placement {
            Placement::Replace => Ok(document),
            Placement::Discard => Ok(self.raw.clone()),
            Placement::At(path) => {
                let mut input = self.raw.clone().into_tree();
                let written = path.write(&mut input, document.into_tree());
                written.map_err(|error| Fault::ResultPath(error.to_string()))?;
                Ok(input.into())
            }
        }
    }

    /// `document` narrowed as `InputPath` and `OutputPath` do.
    pub(super) fn select(
        &self,
        selection: &Selection,
        document: Document,
    ) -> Result<Document, Fault> {
        match selection {
            Selection::Whole => Ok(document),
            Selection::Nothing => Ok(json!({}).into()),
            Selection::Path(path) if path.is_root() && *path.root() == Root::Input => Ok(document),
            Selection::Path(path) => {
                let view = self.view(&document);
                let selected = view.path(path).map(|value| value.into_owned().into());
                selected.map_err(|lost| Fault::Runtime(lost.invalid_path()))
            }
        }
    }
}
