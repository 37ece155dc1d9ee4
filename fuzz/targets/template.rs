//! Any text is a Velocity template or is refused, and any template renders within its limits or says why not.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vtl::{Context, InvalidReference, Limits, Template, Value};

fuzz_target!(|text: &str| {
    let Ok(template) = Template::parse(text) else {
        return;
    };
    let mut context = Context::new(InvalidReference::Empty);
    context.put(
        "list",
        Value::list(vec![Value::from("a"), Value::from("b")]),
    );
    context.put("s", Value::from("some text"));
    let limits = Limits::default();
    let _ = template
        .render(&context, &limits)
        .map_err(|error| error.to_string());
});
