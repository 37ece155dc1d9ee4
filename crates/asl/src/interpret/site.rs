//! What a state sees of its data, and how data flows through it: `InputPath`, `Parameters`, `ResultSelector`,
//! `ResultPath`, `OutputPath`, `Assign`
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html>).
//!
//! What nobody looks into is neither parsed nor written again: it passes through as the text it is.

use std::cell::RefCell;

use query::jsonpath::Root;
use serde_json::{Value, json};

use model::Timestamp;
use query::jsonata::Moment;

use super::Interpreter;
use super::probe::{Probe, Stage};
use crate::ast::QueryLanguage;
use crate::context::Context;
use crate::error::Fault;
use crate::event::Assigned;
use crate::intrinsics::Resolve;
use crate::json::{self, Document};
use crate::jsonata::{Converted, Given, Source, States};
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
    pub(super) fn assigned_texts(&self, language: QueryLanguage) -> Vec<Assigned> {
        let text = |(name, value): &(String, Value)| Assigned {
            name: name.clone(),
            value: text_in(language, value),
        };
        self.assigned.iter().map(text).collect()
    }
}

/// The JSON text of `value`, as a state of that language writes it.
pub(crate) fn text_in(language: QueryLanguage, value: &Value) -> String {
    match language {
        QueryLanguage::JsonPath => json::to_text(value),
        QueryLanguage::Jsonata => query::javascript::to_json(value),
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
    now: Timestamp,
    entered_event: u64,
    converted: Converted<'a>,
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
            now: self.env.now,
            entered_event: frame.entered_event,
            converted: Converted::of(&self.recent, id, frame.entered_event),
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
        self.view_given(document, Given::Nothing)
    }

    /// As [`Site::view`], for expressions that see what the state's work gave.
    pub(super) fn view_given<'s>(&'s self, document: &'s Document, given: Given<'s>) -> View<'s> {
        self.view_of(document, given, self)
    }

    /// As [`Site::view`], with another time and other random numbers for expressions.
    pub(super) fn view_at<'s>(
        &'s self,
        document: &'s Document,
        moment: &'s dyn Source,
    ) -> View<'s> {
        self.view_of(document, Given::Nothing, moment)
    }

    fn view_of<'s>(
        &'s self,
        document: &'s Document,
        given: Given<'s>,
        moment: &'s dyn Source,
    ) -> View<'s> {
        View {
            document,
            context: &self.context,
            run: self.run,
            frame: self.frame,
            random: self.random,
            states: States {
                converted: &self.converted,
                input: &self.raw,
                given,
                context: &self.context,
                run: self.run,
                frame: self.frame,
                moment,
            },
        }
    }

    /// What expressions see before the state's work.
    pub(super) fn states(&self) -> States<'_> {
        self.view(&self.raw).states
    }

    /// States that do something see its result; the others have none.
    fn given_result<'s>(&self, result: &'s Document) -> Given<'s> {
        match self.state.kind {
            Kind::Task(_) | Kind::Parallel(_) | Kind::Map(_) | Kind::Distributed(_) => {
                Given::Result(result)
            }
            _ => Given::Nothing,
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
            Some(template) => {
                let filled = self.view(&document).fill(template);
                filled.map(|value| self.document(value))
            }
        }
    }

    /// What the state has computed.
    pub(super) fn document(&self, value: Value) -> Document {
        match self.state.language {
            QueryLanguage::JsonPath => value.into(),
            QueryLanguage::Jsonata => Document::computed(value),
        }
    }

    /// `ResultPath` and `OutputPath` applied to the effective result, and `Assign` evaluated on it.
    pub(super) fn outcome(&self, result: Document) -> Result<Outcome, Fault> {
        self.show(Stage::ResultSelector, &result);
        let view = self.view_given(&result, self.given_result(&result));
        let assigned = assign(self.state.assign.as_ref(), &view)?;
        if let Some(template) = &self.state.output {
            let output = self.document(view.fill(template)?);
            return Ok(Outcome { output, assigned });
        }
        let placed = self.place(&self.state.result_path, result)?;
        self.show(Stage::ResultPath, &placed);
        let output = self.select(&self.state.output_path, placed)?;
        Ok(Outcome { output, assigned })
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

/// The variables of `assign`, as `view` sees what they are computed from.
pub(super) fn assign(
    assign: Option<&Assign>,
    view: &View<'_>,
) -> Result<Vec<(String, Value)>, Fault> {
    let Some(Assign(template)) = assign else {
        return Ok(Vec::new());
    };
    match view.fill(template)? {
        Value::Object(variables) => {
            let mut variables: Vec<_> = variables.into_iter().collect();
            // Recorded: events list them by name.
            variables.sort_by(|(a, _), (b, _)| a.cmp(b));
            Ok(variables)
        }
        _ => Ok(Vec::new()),
    }
}

impl Site<'_> {
    /// The time and random numbers of the moment in which the state was entered, the same whenever they are asked for.
    pub(super) fn fixed_moment(&self) -> Fixed {
        let mut seed = self.context.entered.millis().unsigned_abs();
        for byte in self.context.info.arn.bytes() {
            seed = SplitMix::new(seed ^ u64::from(byte)).next();
        }
        Fixed(Moment {
            now: self.context.entered,
            seed: SplitMix::new(seed ^ self.entered_event).next(),
        })
    }
}

/// A moment that stays.
pub(super) struct Fixed(Moment);

impl Source for Fixed {
    fn moment(&self) -> Moment {
        self.0
    }
}

impl Source for Site<'_> {
    fn moment(&self) -> Moment {
        Moment {
            now: self.now,
            seed: self.random.borrow_mut().next(),
        }
    }
}
