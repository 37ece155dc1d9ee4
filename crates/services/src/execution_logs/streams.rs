//! The streams that executions log to: `states/{machine}/{date}/{id}`, as AWS names them. A machine's executions share
//! one for an hour.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use engine::Clock;
use model::Timestamp;

/// How long a stream is written to.
const USED: Duration = Duration::from_secs(3600);
/// Streams remembered at once; forgetting one begins another.
const REMEMBERED: usize = 10_000;

/// The streams in use, by machine and group.
#[derive(Debug)]
pub(super) struct Streams {
    clock: Arc<dyn Clock>,
    used: HashMap<(String, String), Stream>,
}

#[derive(Debug)]
struct Stream {
    name: String,
    until: Timestamp,
}

impl Streams {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            used: HashMap::new(),
        }
    }

    /// The stream that executions of a machine write to now.
    pub(super) fn of(&mut self, machine_arn: &str, group_arn: &str) -> String {
        let now = self.clock.now();
        let key = (machine_arn.to_owned(), group_arn.to_owned());
        if let Some(stream) = self.used.get(&key).filter(|stream| now < stream.until) {
            return stream.name.clone();
        }
        if self.used.len() >= REMEMBERED {
            self.used.clear();
        }
        let id = uuid::Uuid::new_v4().as_fields().0;
        let name = name(machine_arn, now, id);
        let until = now.after(USED);
        let stream = Stream {
            name: name.clone(),
            until,
        };
        self.used.insert(key, stream);
        name
    }
}

fn name(machine_arn: &str, now: Timestamp, id: u32) -> String {
    let machine = machine_arn.rsplit(':').next().unwrap_or_default();
    // `2024-04-24T11:50` as AWS writes it here: `2024-04-24-11-50`.
    let moment = now.iso8601().replace(['T', ':'], "-");
    let minute = moment.get(..16).unwrap_or_default();
    format!("states/{machine}/{minute}/{id:08x}")
}

#[cfg(test)]
mod tests {
    use engine::ManualClock;

    use super::*;

    #[test]
    fn a_stream_is_named_after_machine_and_minute() {
        let now = Timestamp::from_millis(1_713_959_400_000);
        let name = name("arn:aws:states:r:a:stateMachine:M", now, 7);
        assert_eq!(name, "states/M/2024-04-24-11-50/00000007");
    }

    #[test]
    fn a_machine_keeps_its_stream_for_an_hour() {
        let clock = ManualClock::new(Timestamp::from_millis(0));
        let mut streams = Streams::new(Arc::new(clock.clone()));
        let first = streams.of("m", "g");
        assert_ne!(streams.of("n", "g"), first);
        assert_ne!(streams.of("m", "h"), first);
        clock.advance(USED - Duration::from_millis(1));
        assert_eq!(streams.of("m", "g"), first);
        clock.advance(Duration::from_millis(1));
        assert_ne!(streams.of("m", "g"), first);
    }
}
