//! Any text is validated and compiled, or refused: no panic, and what the validator accepts compiles.
#![no_main]

use asl::program::Program;
use asl::validate::{MachineType, invalid_definition, validate};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let found = validate(text, MachineType::Standard);
    let accepted = invalid_definition(&found).is_none();
    let compiled = Program::compile(text);
    assert!(!accepted || compiled.is_ok(), "accepted, but: {compiled:?}");
    let _ = validate(text, MachineType::Express);
});
