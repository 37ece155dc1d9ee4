//! `stepwell operations`: which AWS operations are built. `docs/OPERATIONS.md` is its Markdown form.

use std::fmt::Write as _;

use aws::Service;
use clap::Args;
use serde::Serialize;

/// Options of `stepwell operations`.
#[derive(Debug, Args)]
pub(crate) struct OperationsOptions {
    /// One JSON array, for machines.
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// The page `docs/OPERATIONS.md`.
    #[arg(long)]
    markdown: bool,
}

/// One operation.
#[derive(Debug, Serialize)]
struct Row {
    service: &'static str,
    operation: &'static str,
    implemented: bool,
}

/// Prints the table.
#[expect(clippy::print_stdout, reason = "the table is the command's data")]
pub(crate) fn print(options: &OperationsOptions) -> anyhow::Result<()> {
    match (options.json, options.markdown) {
        (true, _) => println!(
            "{}",
            serde_json::to_string_pretty(&rows().collect::<Vec<_>>())?
        ),
        (_, true) => print!("{}", markdown()),
        _ => {
            for row in rows() {
                let mark = if row.implemented { "built" } else { "-" };
                println!("{:12} {:45} {mark}", row.service, row.operation);
            }
        }
    }
    Ok(())
}

fn rows() -> impl Iterator<Item = Row> {
    Service::ALL.into_iter().flat_map(|service| {
        service.operations().iter().map(move |operation| Row {
            service: service.signing_name(),
            operation: operation.name,
            implemented: services::operations::implemented(service).contains(&operation.name),
        })
    })
}

/// The page: one section a service, the built operations by name, the others counted and listed.
fn markdown() -> String {
    let mut page = String::from(
        "# AWS operations\n\nWritten by `stepwell operations --markdown`. What is not built answers `501` in the service's own error shape.\n\n\
         | service | built | of |\n|---|---|---|\n",
    );
    for service in Service::ALL {
        let (built, all) = (
            services::operations::implemented(service).len(),
            service.operations().len(),
        );
        let _ = writeln!(page, "| {} | {built} | {all} |", service.signing_name());
    }
    for service in Service::ALL {
        let (built, missing): (Vec<Row>, Vec<Row>) = rows()
            .filter(|row| row.service == service.signing_name())
            .partition(|row| row.implemented);
        let names = |rows: &[Row]| {
            rows.iter()
                .map(|row| row.operation)
                .collect::<Vec<_>>()
                .join(", ")
        };
        let _ = write!(
            page,
            "\n## {}\n\nBuilt: {}.\n",
            service.signing_name(),
            or_none(&names(&built))
        );
        let _ = write!(page, "\nNot built: {}.\n", or_none(&names(&missing)));
    }
    page
}

fn or_none(names: &str) -> &str {
    if names.is_empty() { "none" } else { names }
}

#[cfg(test)]
mod tests {
    /// The committed page must say what the code does.
    #[test]
    fn the_page_in_docs_is_up_to_date() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/OPERATIONS.md");
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(
            committed,
            super::markdown(),
            "run: stepwell operations --markdown > docs/OPERATIONS.md"
        );
    }
}
