//! `$context` as an object: its plain fields are answered directly, and the map it stands for is made only when a
//! template treats it as one.

use std::cell::OnceCell;
use std::sync::Arc;

use vtl::{Budget, HostCall, HostObject, Key, Map, Value};

use super::context::RequestContext;
use super::overrides::{OverrideMaps, Overrides};

/// The object behind `$context`.
pub(super) struct ContextObject {
    context: Arc<RequestContext>,
    overrides: OverrideMaps,
    identity: OnceCell<Map>,
    authorizer: OnceCell<Option<Map>>,
    /// Everything, once a template has asked for it or has set something new.
    all: OnceCell<Map>,
}

impl ContextObject {
    /// On top of what earlier templates of the same request have set.
    pub(super) fn new(context: Arc<RequestContext>, overrides: &Overrides) -> ContextObject {
        let overrides = OverrideMaps::new(overrides);
        ContextObject {
            context,
            overrides,
            identity: OnceCell::new(),
            authorizer: OnceCell::new(),
            all: OnceCell::new(),
        }
    }

    /// What the template has set.
    pub(super) fn overrides(&self) -> &OverrideMaps {
        &self.overrides
    }

    fn all(&self) -> &Map {
        self.all.get_or_init(|| {
            let all = self.context.entries(|map| {
                map.put(
                    Key::from("requestOverride"),
                    Value::Map(self.overrides.request().clone()),
                );
                map.put(
                    Key::from("responseOverride"),
                    Value::Map(self.overrides.response().clone()),
                );
            });
            // Maps that were handed out already stay the same objects.
            for (name, handed_out) in [
                ("identity", self.identity.get()),
                ("authorizer", self.authorizer.get().and_then(Option::as_ref)),
            ] {
                if let Some(map) = handed_out {
                    all.put(Key::from(name), Value::Map(map.clone()));
                }
            }
            all
        })
    }
}

impl HostObject for ContextObject {
    fn get(&self, name: &str) -> Option<Value> {
        if let Some(all) = self.all.get() {
            return all.get_text(name);
        }
        match name {
            "identity" => Some(Value::Map(
                self.identity
                    .get_or_init(|| self.context.identity.map())
                    .clone(),
            )),
            "authorizer" => self
                .authorizer
                .get_or_init(|| self.context.authorizer_map())
                .clone()
                .map(Value::Map),
            "requestOverride" => Some(Value::Map(self.overrides.request().clone())),
            "responseOverride" => Some(Value::Map(self.overrides.response().clone())),
            "error" => self.all().get_text(name),
            _ => self.context.plain(name),
        }
    }

    fn set(&self, name: &str, value: Value) -> bool {
        self.all().put(Key::from(name), value);
        true
    }

    fn call(&self, _: &str, _: &[Value], _: &Budget) -> HostCall {
        HostCall::NoSuchMethod
    }

    fn collection(&self) -> Option<Value> {
        Some(Value::Map(self.all().clone()))
    }
}
