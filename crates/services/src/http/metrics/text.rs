//! Prometheus's text format.

use std::fmt::{Display, Write};

use model::meter::Distribution;

/// What a family of samples is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Counter,
    Gauge,
    Histogram,
}

/// A page that is being written.
#[derive(Debug, Default)]
pub(super) struct Text(String);

impl Text {
    /// Begins a family. Its samples follow.
    pub(super) fn family(&mut self, name: &str, help: &str, kind: Kind) {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        self.line(format_args!("# HELP {name} {help}"));
        self.line(format_args!("# TYPE {name} {kind}"));
    }

    /// One sample.
    pub(super) fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        let labels = Labels(labels, None);
        self.line(format_args!("{name}{labels} {value}"));
    }

    /// A family of one counter.
    pub(super) fn counter(&mut self, name: &str, help: &str, value: u64) {
        self.family(name, help, Kind::Counter);
        self.sample(name, &[], value);
    }

    /// A family of one gauge.
    pub(super) fn gauge(&mut self, name: &str, help: &str, value: u64) {
        self.family(name, help, Kind::Gauge);
        self.sample(name, &[], value);
    }

    /// A family of one histogram. `scale` turns its unit into the one the name says.
    pub(super) fn histogram(
        &mut self,
        name: &str,
        help: &str,
        labels: &[(&str, &str)],
        distribution: &Distribution,
        scale: f64,
    ) {
        self.family(name, help, Kind::Histogram);
        self.buckets(name, labels, distribution, scale);
    }

    /// The samples of one histogram.
    pub(super) fn buckets(
        &mut self,
        name: &str,
        labels: &[(&str, &str)],
        distribution: &Distribution,
        scale: f64,
    ) {
        let mut count = 0;
        for (place, in_bucket) in distribution.counts.iter().enumerate() {
            count += in_bucket;
            let bound = distribution.bounds.get(place);
            let bound = bound.map_or_else(|| "+Inf".to_owned(), |bound| scaled(*bound, scale));
            let labels = Labels(labels, Some(&bound));
            self.line(format_args!("{name}_bucket{labels} {count}"));
        }
        let (labels, sum) = (Labels(labels, None), scaled(distribution.sum, scale));
        self.line(format_args!("{name}_sum{labels} {sum}"));
        self.line(format_args!("{name}_count{labels} {count}"));
    }

    pub(super) fn finish(self) -> String {
        self.0
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        writeln!(self.0, "{line}").expect("a String takes it");
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "fifteen digits of a sum are enough"
)]
fn scaled(value: u64, scale: f64) -> String {
    // Dividing by a whole number keeps 0.1 what it is; multiplying by 1e-9 would not.
    match scale < 1.0 {
        true => (value as f64 / (1.0 / scale).round()).to_string(),
        false => value.to_string(),
    }
}

/// Labels in braces, and the bucket's bound.
struct Labels<'a>(&'a [(&'a str, &'a str)], Option<&'a str>);

impl Display for Labels<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bound = self.1.map(|bound| ("le", bound));
        let mut all = self.0.iter().copied().chain(bound).peekable();
        if all.peek().is_none() {
            return Ok(());
        }
        for (place, (name, value)) in all.enumerate() {
            let before = if place == 0 { '{' } else { ',' };
            write!(f, "{before}{name}=\"{}\"", escaped(value))?;
        }
        f.write_char('}')
    }
}

fn escaped(value: &str) -> String {
    value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use model::meter::{Histogram, NANOS};

    use super::*;

    #[test]
    fn samples_carry_escaped_labels() {
        let mut text = Text::default();
        text.family("a_total", "Help.", Kind::Counter);
        text.sample("a_total", &[("x", "a\"b\\c\nd"), ("y", "2")], 3);
        text.gauge("b", "More.", 1);
        assert_eq!(
            text.finish(),
            "# HELP a_total Help.\n# TYPE a_total counter\na_total{x=\"a\\\"b\\\\c\\nd\",y=\"2\"} 3\n\
             # HELP b More.\n# TYPE b gauge\nb 1\n"
        );
    }

    #[test]
    fn buckets_add_up_and_bounds_are_seconds() {
        let histogram = Histogram::new(NANOS);
        for nanos in [40_000, 100_000, 20_000_000_000] {
            histogram.record(nanos);
        }
        let mut text = Text::default();
        text.buckets("t", &[("l", "x")], &histogram.read(), 1e-9);
        let text = text.finish();
        for line in [
            "t_bucket{l=\"x\",le=\"0.00005\"} 1",
            "t_bucket{l=\"x\",le=\"0.0001\"} 2",
            "t_bucket{l=\"x\",le=\"10\"} 2",
            "t_bucket{l=\"x\",le=\"+Inf\"} 3",
            "t_sum{l=\"x\"} 20.00014",
            "t_count{l=\"x\"} 3",
        ] {
            assert!(text.lines().any(|other| other == line), "{line} in {text}");
        }
    }
}
