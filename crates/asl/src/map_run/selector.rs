//! `ItemSelector` of a distributed Map, with everything it may look at, so that items can be selected one by one long
//! after the state was entered.

use std::cell::RefCell;
use std::sync::Arc;

use model::Timestamp;
use query::jsonata::Moment;
use serde_json::Value;

use crate::context::Context;
use crate::error::Fault;
use crate::event::{Failure, Payload};
use crate::json::Document;
use crate::jsonata::{Converted, Given, Source, States};
use crate::program::StateId;
use crate::random::SplitMix;
use crate::run::{Frame, FrameId, Held, Run, Variables};
use crate::step::ExecutionInfo;
use crate::template::Template;
use crate::view::View;

/// Makes of an item what its child execution gets. The same item always gives the same, random numbers included.
#[derive(Clone, Debug)]
pub struct ItemSelector(Arc<Frozen>);

#[derive(Debug)]
struct Frozen {
    template: Arc<Template>,
    info: ExecutionInfo,
    state: String,
    entered: Timestamp,
    entered_event: u64,
    input: Arc<Value>,
    /// The items are the pairs of an object.
    keyed: bool,
    /// Holds the variables that the state sees.
    run: Run,
    seed: u64,
}

/// The moment in which an item is selected: the same whenever it is.
struct Fixed(Moment);

impl Source for Fixed {
    fn moment(&self) -> Moment {
        self.0
    }
}

/// What an [`ItemSelector`] is made of.
pub(crate) struct Parts<'a> {
    pub(crate) template: &'a Arc<Template>,
    pub(crate) info: &'a ExecutionInfo,
    pub(crate) state: &'a str,
    pub(crate) entered: Timestamp,
    pub(crate) entered_event: u64,
    pub(crate) input: Arc<Value>,
    pub(crate) variables: Variables,
    pub(crate) keyed: bool,
}

/// The members of an item that is a pair of an object.
pub(crate) const ITEM_KEY: &str = "Key";
pub(crate) const ITEM_VALUE: &str = "Value";

impl ItemSelector {
    pub(crate) fn new(parts: Parts<'_>, map_run: &str) -> Self {
        let nothing = Held {
            payload: Payload::new("null"),
            event: 0,
        };
        let mut frame = Frame::new(StateId(0), nothing, 0);
        frame.variables = parts.variables;
        let seed = map_run.bytes().fold(0, |seed: u64, byte| {
            seed.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte)
        });
        Self(Arc::new(Frozen {
            template: Arc::clone(parts.template),
            info: parts.info.clone(),
            state: parts.state.to_owned(),
            entered: parts.entered,
            entered_event: parts.entered_event,
            input: parts.input,
            keyed: parts.keyed,
            run: Run::new(frame),
            seed,
        }))
    }

    /// What the child of item `index` gets.
    ///
    /// # Errors
    /// The failure of the Map state.
    pub fn select(&self, index: u64, item: &Value) -> Result<Value, Failure> {
        let frozen = &*self.0;
        let mut context = Context::new(&frozen.info, &frozen.state, frozen.entered);
        context.item = Some((index, item));
        if frozen.keyed {
            context.item = Some((index, &item[ITEM_VALUE]));
            context.key = item[ITEM_KEY].as_str();
        }
        let input = Document::from(Arc::clone(&frozen.input));
        let random = RefCell::new(SplitMix::new(frozen.seed ^ index));
        let moment = Fixed(Moment {
            now: frozen.entered,
            seed: random.borrow_mut().next(),
        });
        let view = View {
            document: &input,
            context: &context,
            run: &frozen.run,
            frame: FrameId::ROOT,
            random: &random,
            states: States {
                converted: &Converted::default(),
                input: &input,
                given: Given::Nothing,
                context: &context,
                run: &frozen.run,
                frame: FrameId::ROOT,
                moment: &moment,
            },
        };
        let failed = |fault: Fault| fault.of_state(&frozen.state, frozen.entered_event).failure;
        view.fill(&frozen.template).map_err(failed)
    }
}
