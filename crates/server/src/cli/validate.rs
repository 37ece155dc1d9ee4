//! `stepwell validate`: what is wrong with definitions, in AWS's words, and where in the file.
//!
//! Exit status 0: all files are valid (warnings do not count), 1: some are not, 2: wrong usage, or a file cannot be
//! read.

mod excerpt;

use std::fmt::Write as _;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use asl::validate::{Diagnostic, MachineType, Severity, validate};
use clap::{Args, ValueEnum};
use serde::Serialize;

use excerpt::{Span, excerpt, span};

/// Options of `stepwell validate`.
#[derive(Debug, Args)]
pub(crate) struct ValidateOptions {
    /// Definitions in the Amazon States Language; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The type of the state machines; Express allows less.
    #[arg(long = "type", value_enum, default_value_t = Type::Standard)]
    machine_type: Type,
    /// One JSON object a line for each file, for machines.
    #[arg(long)]
    json: bool,
}

/// The type of state machine a definition is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Type {
    Standard,
    Express,
}

/// What was found in one file.
#[derive(Debug, Serialize)]
struct Report {
    file: String,
    result: Verdict,
    diagnostics: Vec<Finding>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
enum Verdict {
    Ok,
    Fail,
}

/// One diagnostic with its place. Lines and columns count from 1, columns in characters.
#[derive(Debug, Serialize)]
struct Finding {
    severity: &'static str,
    code: String,
    message: String,
    location: Option<String>,
    #[serde(flatten)]
    span: Option<Span>,
}

/// What became of the files.
#[derive(Debug, Default)]
struct Tally {
    valid: usize,
    invalid: usize,
    unreadable: usize,
}

impl Tally {
    fn exit_code(&self) -> ExitCode {
        match (self.unreadable, self.invalid) {
            (0, 0) => ExitCode::SUCCESS,
            (0, _) => ExitCode::from(1),
            _ => ExitCode::from(2),
        }
    }
}

/// Checks every file and says what was found.
pub(crate) fn run(options: &ValidateOptions) -> anyhow::Result<ExitCode> {
    let kind = match options.machine_type {
        Type::Standard => MachineType::Standard,
        Type::Express => MachineType::Express,
    };
    let mut tally = Tally::default();
    for file in &options.files {
        let name = match is_stdin(file) {
            true => "<stdin>".to_owned(),
            false => file.display().to_string(),
        };
        match read(file) {
            Ok(text) => {
                let report = report(name, &text, kind);
                match report.result {
                    Verdict::Ok => tally.valid += 1,
                    Verdict::Fail => tally.invalid += 1,
                }
                let said = match options.json {
                    true => serde_json::to_string(&report)? + "\n",
                    false => page(&report, &text),
                };
                match std::io::stdout().write_all(said.as_bytes()) {
                    // Whoever reads has seen enough.
                    Err(error) if error.kind() == ErrorKind::BrokenPipe => break,
                    outcome => outcome?,
                }
            }
            Err(error) => {
                tally.unreadable += 1;
                say(&format!("stepwell: {name}: {error}"));
            }
        }
    }
    if !options.json && options.files.len() > 1 {
        say(&summary(&tally));
    }
    Ok(tally.exit_code())
}

fn is_stdin(file: &Path) -> bool {
    file == Path::new("-")
}

fn read(file: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    match is_stdin(file) {
        true => std::io::stdin().read_to_string(&mut text)?,
        false => std::fs::File::open(file)?.read_to_string(&mut text)?,
    };
    // What editors on Windows put first is no part of the text.
    Ok(text
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text))
}

#[expect(clippy::print_stderr, reason = "talk goes to stderr")]
fn say(line: &str) {
    eprintln!("{line}");
}

fn report(file: String, text: &str, kind: MachineType) -> Report {
    let found = validate(text, kind);
    let failed = found.iter().any(|found| found.severity == Severity::Error);
    Report {
        file,
        result: match failed {
            true => Verdict::Fail,
            false => Verdict::Ok,
        },
        diagnostics: found
            .into_iter()
            .map(|found| finding(found, text))
            .collect(),
    }
}

fn finding(found: Diagnostic, text: &str) -> Finding {
    let not_json = found
        .location
        .as_deref()
        .is_some_and(|at| at.starts_with("[Source"));
    Finding {
        severity: match found.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
        },
        code: found.code.to_string(),
        span: found.span.map(|place| span(text, place, not_json)),
        message: found.message,
        location: found.location,
    }
}

/// A report for people: each finding with the line it is about.
fn page(report: &Report, text: &str) -> String {
    let mut page = String::new();
    for found in &report.diagnostics {
        let place = found.span.map_or(String::new(), |span| {
            format!(":{}:{}", span.line, span.column)
        });
        let severity = found.severity.to_lowercase();
        // Jackson's messages go on to quote the whole text.
        let message = found
            .message
            .split("\n at [Source")
            .next()
            .unwrap_or_default();
        let _ = writeln!(
            page,
            "{}{place}: {severity}: {message} [{}]",
            report.file, found.code
        );
        if let Some(span) = found.span {
            page += &excerpt(text, span);
        }
        let location = found.location.as_deref().filter(|at| at.starts_with('/'));
        if let Some(location) = location {
            let _ = writeln!(page, "  at {location}");
        }
        page.push('\n');
    }
    match report.result {
        Verdict::Ok => page + &report.file + ": valid\n",
        Verdict::Fail => page + &report.file + ": invalid\n",
    }
}

fn summary(tally: &Tally) -> String {
    let mut summary = format!("{} valid, {} invalid", tally.valid, tally.invalid);
    if tally.unreadable > 0 {
        let _ = write!(summary, ", {} cannot be read", tally.unreadable);
    }
    summary
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        page(&report("a.json".into(), text, MachineType::Standard), text)
    }

    #[test]
    fn a_finding_shows_its_line() {
        let text = "{\n  \"StartAt\": \"A\",\n  \"States\": {\n    \"A\": {\"Type\": \"Pass\", \"Next\": \"Nope\"}\n  }\n}";
        let shown = shown(text);
        assert!(
            shown.starts_with(
                "a.json:4:35: error: Missing 'Next' target: Nope [MISSING_TRANSITION_TARGET]\n"
            ),
            "{shown}"
        );
        let marked = "4 |     \"A\": {\"Type\": \"Pass\", \"Next\": \"Nope\"}\n  |                                   ^^^^^^\n  at /States/A/Next\n";
        assert!(shown.contains(marked), "{shown}");
        assert!(shown.ends_with("\na.json: invalid\n"), "{shown}");
    }

    #[test]
    fn what_is_no_json_shows_where_it_stops() {
        let shown = shown("{\n  \"StartAt\": not\n}");
        assert!(shown.starts_with("a.json:2:"), "{shown}");
        assert!(shown.contains("Unrecognized token 'not'"), "{shown}");
        assert!(!shown.contains("[Source"), "{shown}");
    }

    #[test]
    fn warnings_leave_a_definition_valid() {
        let text =
            r#"{"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"a":"$.b"},"End":true}}}"#;
        let report = report("a".into(), text, MachineType::Standard);
        assert_eq!(report.result, Verdict::Ok);
        assert_eq!(report.diagnostics.len(), 1);
        assert_eq!(report.diagnostics[0].severity, "WARNING");
    }

    #[test]
    fn the_exit_status_is_that_of_the_worst_file() {
        let tally = |valid, invalid, unreadable| {
            let tally = Tally {
                valid,
                invalid,
                unreadable,
            };
            tally.exit_code()
        };
        assert_eq!(tally(2, 0, 0), ExitCode::SUCCESS);
        assert_eq!(tally(2, 1, 0), ExitCode::from(1));
        assert_eq!(tally(2, 1, 1), ExitCode::from(2));
    }
}
