//! The typed structures of one service, for the operations that are built.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};

use super::names;
use crate::model::{Member, Operation, Service, Shape};

/// The text of `generated/<service>.rs`.
pub(crate) fn render(
    service: &str,
    model: &Service,
    wanted: &[String],
    read: &[String],
) -> Result<String> {
    let types = Types::new(model, wanted, read)?;
    let mut out = format!(
        "//! Typed inputs and outputs of {}. Written by `cargo xtask codegen` from `models/{service}.json`.\n",
        model.metadata.service_full_name
    );
    if wanted.is_empty() {
        return Ok(out);
    }
    let mut items = String::new();
    for (name, rust) in &types.names {
        let shape = types.shape(name)?;
        items += &match shape.kind.as_str() {
            "structure" => types.structure(name, rust, shape)?,
            _ => enumeration(name, rust, shape),
        };
    }
    for name in wanted {
        items += &types.operation(service, name)?;
    }
    out += &imports(&items);
    out += &items;
    Ok(out)
}

fn imports(items: &str) -> String {
    let outside = [
        ("IndexMap", "use indexmap::IndexMap;\n"),
        ("Timestamp", "use model::Timestamp;\n"),
        ("", "use serde::{Deserialize, Serialize};\n"),
    ];
    let inside = [
        ("Blob", "use crate::blob::Blob;\n"),
        ("Hidden", "use crate::hidden::Hidden;\n"),
        ("", "use crate::operation::OperationInput;\n"),
        ("", "use crate::service::Service;\n"),
        ("", "use crate::shape::Operation;\n"),
        ("string_enum", "use crate::string_enum::string_enum;\n"),
    ];
    let used = |lines: &[(&str, &'static str)]| -> String {
        let used = lines.iter().filter(|(word, _)| has(items, word));
        used.map(|(_, line)| *line).collect()
    };
    format!("\n{}\n{}", used(&outside), used(&inside))
}

/// Whether `word` stands in `items` as a word of its own and not inside a text.
fn has(items: &str, word: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '"' | '`');
    items.match_indices(word).any(|(at, _)| {
        let before = items[..at].chars().next_back();
        let after = items[at + word.len()..].chars().next();
        word.is_empty() || !(before.is_some_and(inside) || after.is_some_and(inside))
    })
}

struct Types<'a> {
    model: &'a Service,
    /// The Rust name of each structure and enumeration, by shape.
    names: BTreeMap<String, String>,
    /// The shapes that are read: those that inputs hold, and a few outputs. Reading is
    /// the dear half of serde to compile.
    read: BTreeSet<String>,
    /// Where each operation is in the table.
    indexes: BTreeMap<&'a str, usize>,
}

impl<'a> Types<'a> {
    fn new(model: &'a Service, wanted: &[String], read: &[String]) -> Result<Self> {
        let positions = model.operations.0.iter().enumerate();
        let mut types = Self {
            model,
            names: BTreeMap::new(),
            read: BTreeSet::new(),
            indexes: positions
                .map(|(at, (name, _))| (name.as_str(), at))
                .collect(),
        };
        for name in wanted {
            types.collect(name, read.contains(name))?;
        }
        let distinct: BTreeSet<&String> = types.names.values().collect();
        if distinct.len() != types.names.len() {
            bail!("two shapes would have the same Rust name");
        }
        Ok(types)
    }

    fn shape(&self, name: &str) -> Result<&'a Shape> {
        let shape = self.model.shapes.get(name);
        shape.with_context(|| format!("no shape {name}"))
    }

    fn wanted(&self, name: &str) -> Result<&'a Operation> {
        let operation = self.model.operations.get(name);
        operation.with_context(|| format!("no operation {name}"))
    }

    fn collect(&mut self, name: &str, reads_output: bool) -> Result<()> {
        let operation = self.wanted(name)?;
        if let Some(input) = &operation.input {
            self.name(&input.shape, format!("{name}Input"));
            let reached = self.reach(&input.shape)?;
            self.read.extend(reached);
        }
        if let Some(output) = &operation.output {
            let own = ["Output", "Response", "Result"].map(|suffix| format!("{name}{suffix}"));
            if own.contains(&output.shape) {
                self.name(&output.shape, format!("{name}Output"));
            }
            let reached = self.reach(&output.shape)?;
            if reads_output {
                self.read.extend(reached);
            }
        }
        Ok(())
    }

    fn name(&mut self, shape: &str, rust: String) {
        self.names.insert(shape.to_string(), rust);
    }

    fn reach(&mut self, root: &str) -> Result<BTreeSet<String>> {
        let mut seen = BTreeSet::new();
        let mut open = vec![root.to_string()];
        while let Some(name) = open.pop() {
            let shape = self.shape(&name)?;
            if shape.kind == "structure" || !shape.values.is_empty() {
                let rust = names::upper_first(&name);
                self.names.entry(name.clone()).or_insert(rust);
            }
            if seen.insert(name) {
                open.extend(shape.uses().into_iter().map(str::to_string));
            }
        }
        Ok(seen)
    }

    fn structure(&self, name: &str, rust: &str, shape: &Shape) -> Result<String> {
        let hides = self.hides_fields(shape)?;
        let mut derives = vec!["Clone"];
        if !hides {
            derives.push("Debug");
        }
        let has_default = self.has_default(name, &mut BTreeSet::new())?;
        if has_default {
            derives.push("Default");
        }
        derives.extend(["PartialEq", "Serialize"]);
        if self.read.contains(name) {
            derives.push("Deserialize");
        }
        let mut out = format!(
            "\n/// `{name}`.\n#[derive({})]\npub struct {rust} {{\n",
            derives.join(", ")
        );
        for (member_name, member) in &shape.members.0 {
            out += &self.field(name, member_name, member, shape)?;
        }
        out += "}\n";
        if !has_default {
            out += &self.constructor(rust, shape)?;
        }
        if hides {
            out += &self.debug(rust, shape)?;
        }
        Ok(out)
    }

    fn field(&self, owner: &str, name: &str, member: &Member, of: &Shape) -> Result<String> {
        let mut kind = self.rust_type(&member.shape)?;
        if self.recurs(owner, &member.shape)? {
            kind = format!("Box<{kind}>");
        }
        let field = names::field(name);
        let renamed = field.trim_start_matches("r#") != name;
        let rename = renamed.then(|| format!("rename = {name:?}"));
        let required = of.required.iter().any(|r| r == name);
        let skip = (!required).then(|| "skip_serializing_if = \"Option::is_none\"".to_string());
        let attributes: Vec<String> = rename.into_iter().chain(skip).collect();
        let mut out = String::new();
        if !attributes.is_empty() {
            out += &format!("    #[serde({})]\n", attributes.join(", "));
        }
        out += &match required {
            true => format!("    pub {field}: {kind},\n"),
            false => format!("    pub {field}: Option<{kind}>,\n"),
        };
        Ok(out)
    }

    /// What stands in for `Default` where an enumeration is required.
    fn constructor(&self, rust: &str, shape: &Shape) -> Result<String> {
        let (mut parameters, mut fields) = (Vec::new(), Vec::new());
        for (name, member) in &shape.members.0 {
            let field = names::field(name);
            if shape.required.contains(name) {
                parameters.push(format!("{field}: {}", self.rust_type(&member.shape)?));
                fields.push(field);
            } else {
                fields.push(format!("{field}: None"));
            }
        }
        // clippy's limit on parameters.
        let many = match parameters.len() > 7 {
            true => {
                "    #[expect(clippy::too_many_arguments, reason = \"the model requires them\")]\n"
            }
            false => "",
        };
        Ok(format!(
            "\nimpl {rust} {{\n    /// With what is required; the rest is absent.\n    #[must_use]\n{many}    \
             pub fn new({}) -> Self {{\n        Self {{ {} }}\n    }}\n}}\n",
            parameters.join(", "),
            fields.join(", ")
        ))
    }

    fn rust_type(&self, name: &str) -> Result<String> {
        let shape = self.shape(name)?;
        let part = |reference: &Option<crate::model::ShapeRef>| {
            let reference = reference.as_ref().context("a collection has parts")?;
            self.rust_type(&reference.shape)
        };
        Ok(match shape.kind.as_str() {
            "structure" => self.names[name].clone(),
            "string" => self
                .names
                .get(name)
                .cloned()
                .unwrap_or_else(|| "String".into()),
            "list" => format!("Vec<{}>", part(&shape.member)?),
            "map" if shape.sparse => {
                format!("IndexMap<String, Option<{}>>", part(&shape.value)?)
            }
            "map" => format!("IndexMap<String, {}>", part(&shape.value)?),
            "boolean" => "bool".into(),
            "integer" => "i32".into(),
            "long" => "i64".into(),
            "float" | "double" => "f64".into(),
            "timestamp" => "Timestamp".into(),
            "blob" => "Blob".into(),
            other => bail!("no Rust type for {other}"),
        })
    }

    /// Whether `member` contains `owner` without a list or map between.
    fn recurs(&self, owner: &str, member: &str) -> Result<bool> {
        let mut seen = BTreeSet::new();
        let mut open = vec![member];
        while let Some(name) = open.pop() {
            if name == owner {
                return Ok(true);
            }
            let shape = self.shape(name)?;
            if shape.kind == "structure" && seen.insert(name) {
                open.extend(shape.uses());
            }
        }
        Ok(false)
    }

    fn has_default(&self, name: &str, seen: &mut BTreeSet<String>) -> Result<bool> {
        let shape = self.shape(name)?;
        if shape.kind != "structure" || !seen.insert(name.to_string()) {
            return Ok(shape.values.is_empty());
        }
        for (member_name, member) in &shape.members.0 {
            let required = shape.required.contains(member_name);
            if required && !self.has_default(&member.shape, seen)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn hides_fields(&self, shape: &Shape) -> Result<bool> {
        if shape.sensitive {
            return Ok(true);
        }
        for (_, member) in &shape.members.0 {
            if self.is_secret(&member.shape)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a value of the shape must not be printed: it is sensitive, or holds sensitive items.
    /// A structure is not: it hides its own fields.
    fn is_secret(&self, name: &str) -> Result<bool> {
        let shape = self.shape(name)?;
        if shape.kind == "structure" {
            return Ok(false);
        }
        let mut secret = shape.sensitive;
        for part in shape.uses() {
            secret = secret || self.is_secret(part)?;
        }
        Ok(secret)
    }

    fn debug(&self, rust: &str, shape: &Shape) -> Result<String> {
        let mut out = format!(
            "\nimpl std::fmt::Debug for {rust} {{\n    \
             fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{\n        \
             f.debug_struct({rust:?})\n"
        );
        for (name, member) in &shape.members.0 {
            let field = names::field(name);
            let label = field.trim_start_matches("r#");
            let secret = shape.sensitive || self.is_secret(&member.shape)?;
            let value = if secret {
                "Hidden".into()
            } else {
                format!("self.{field}")
            };
            out += &format!("            .field({label:?}, &{value})\n");
        }
        out += "            .finish()\n    }\n}\n";
        Ok(out)
    }

    fn operation(&self, service: &str, name: &str) -> Result<String> {
        let operation = self.wanted(name)?;
        let mut out = String::new();
        let input = format!("{name}Input");
        if operation.input.is_none() {
            out += &format!(
                "\n/// `{name}` takes nothing.\n\
                 #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]\npub struct {input} {{}}\n"
            );
        }
        let output = operation.output.as_ref();
        let output = output.map_or_else(|| "()".to_string(), |o| self.names[&o.shape].clone());
        let variant = names::variant(service);
        let variant = if variant == "Apigateway" {
            "ApiGateway"
        } else {
            &variant
        };
        let index = self.indexes[name];
        out += &format!(
            "\nimpl OperationInput for {input} {{\n    type Output = {output};\n    \
             const SERVICE: Service = Service::{variant};\n    const NAME: &'static str = {name:?};\n\n    \
             fn operation() -> &'static Operation {{\n        &super::tables::{service}::OPERATIONS[{index}]\n    }}\n}}\n"
        );
        Ok(out)
    }
}

fn enumeration(name: &str, rust: &str, shape: &Shape) -> String {
    let mut out = format!("\nstring_enum! {{\n    /// `{name}`.\n    pub enum {rust} {{\n");
    let mut taken = BTreeSet::new();
    for value in &shape.values {
        let mut variant = names::variant(value);
        while !taken.insert(variant.clone()) {
            variant.push('_');
        }
        out += &format!("        {variant} = {value:?},\n");
    }
    out += "    }\n}\n";
    out
}
