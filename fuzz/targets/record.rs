//! Damaged stored bytes are refused, never believed blindly: decoding any bytes gives a run, a record or an error.
#![no_main]

use asl::run::Run;
use libfuzzer_sys::fuzz_target;
use store::record::execution::ExecutionRecord;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(run) = Run::decode(bytes) {
        let again = Run::decode(&run.encode()).expect("what was encoded decodes");
        assert_eq!(run.encode(), again.encode());
    }
    if let Ok(record) = ExecutionRecord::decode(bytes) {
        let again = ExecutionRecord::decode(&record.encode()).expect("what was encoded decodes");
        assert_eq!(record, again);
    }
});
