//! Lines of `strace -f -xx` as calls, with the moments at which they began and ended.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// One system call.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) name: String,
    pub(crate) arguments: Vec<String>,
    /// What it returned; an error is -1. Absent when the process ended first.
    pub(crate) result: Option<i64>,
}

/// A call begins or ends. Between the two its effect may be there or not.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Moment {
    Begin(usize),
    End(usize),
}

/// The calls of a recording, and their moments in order.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    pub(crate) calls: Vec<Call>,
    pub(crate) moments: Vec<Moment>,
}

impl Calls {
    pub(crate) fn read(path: &Path) -> Self {
        let file = std::fs::File::open(path).unwrap();
        let mut all = Self::default();
        // By process (thread): the call it is in, and the part of its line that came first.
        let mut open: HashMap<String, (usize, String)> = HashMap::new();
        for line in BufReader::with_capacity(1 << 20, file).lines() {
            let line = line.unwrap();
            let (process, text) = line.split_once(' ').unwrap();
            let text = text.trim_start();
            if text.starts_with("+++") || text.starts_with("---") {
                continue;
            }
            if let Some(rest) = text.strip_prefix("<... ") {
                let (call, first) = open.remove(process).unwrap();
                let (_, rest) = rest.split_once("resumed>").unwrap();
                all.finish(call, &format!("{first}{rest}"));
            } else if let Some(first) = text.strip_suffix("<unfinished ...>") {
                let call = all.begin(first);
                open.insert(process.to_owned(), (call, first.to_owned()));
            } else {
                let call = all.begin(text);
                all.finish(call, text);
            }
        }
        all
    }

    fn begin(&mut self, text: &str) -> usize {
        let name = text.split('(').next().unwrap_or_default().to_owned();
        self.calls.push(Call {
            name,
            arguments: Vec::new(),
            result: None,
        });
        let call = self.calls.len() - 1;
        self.moments.push(Moment::Begin(call));
        call
    }

    fn finish(&mut self, call: usize, line: &str) {
        let (head, result) = line.rsplit_once(" = ").unwrap();
        let head = head.trim_end().strip_suffix(')').unwrap();
        let (_, arguments) = head.split_once('(').unwrap();
        let result = result.split(' ').next().unwrap_or_default();
        // `?` is the result of a call that the process's end cut short.
        let result = result.parse().ok();
        self.calls[call].arguments = split(arguments);
        self.calls[call].result = result;
        self.moments.push(Moment::End(call));
    }
}

/// Arguments at the commas that are in no string, list or structure.
fn split(arguments: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut depth = 0;
    let mut quoted = false;
    let mut start = 0;
    for (at, byte) in arguments.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'[' | b'{' | b'(' if !quoted => depth += 1,
            b']' | b'}' | b')' if !quoted => depth -= 1,
            b',' if !quoted && depth == 0 => {
                parts.push(arguments[start..at].trim().to_owned());
                start = at + 1;
            }
            _ => {}
        }
    }
    let last = arguments[start..].trim();
    if !last.is_empty() {
        parts.push(last.to_owned());
    }
    parts
}

/// The bytes of every string in an argument, one after another: one for `write`, several for `writev`.
pub(crate) fn bytes(argument: &str) -> Vec<u8> {
    assert!(!argument.ends_with("..."), "strace cut the data off");
    let strings = argument.split('"').skip(1).step_by(2);
    strings.flat_map(unescape).collect()
}

/// The text of a string argument.
pub(crate) fn text(argument: &str) -> String {
    String::from_utf8(bytes(argument)).unwrap()
}

fn unescape(escaped: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => byte - b'0',
        b'a'..=b'f' => byte - b'a' + 10,
        _ => panic!("not hexadecimal: {escaped:.80}"),
    };
    let escapes = escaped.as_bytes().chunks(4);
    escapes
        .map(|escape| match escape {
            [b'\\', b'x', high, low] => digit(*high) << 4 | digit(*low),
            _ => panic!("not an escape: {escaped:.80}"),
        })
        .collect()
}
