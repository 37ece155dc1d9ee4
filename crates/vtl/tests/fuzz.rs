//! No template and no input may panic or hang.

use proptest::prelude::*;
use vtl::{Budget, Context, InvalidReference, Key, Limits, Template, Value, json};

const PIECES: &[&str] = &[
    "$",
    "$!",
    "${",
    "}",
    "#",
    "##",
    "#*",
    "*#",
    "#[[",
    "]]#",
    "\\",
    "\"",
    "'",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ".",
    "..",
    ",",
    ":",
    " ",
    "\n",
    "\t",
    "\r\n",
    "=",
    "==",
    "!=",
    "<",
    "&&",
    "||",
    "!",
    "+",
    "-",
    "*",
    "/",
    "%",
    "1",
    "-1",
    "1.5",
    "1e9",
    "9223372036854775807",
    "true",
    "false",
    "in",
    "and",
    "not",
    "x",
    "list",
    "map",
    "text",
    "foreach",
    "k",
    "é",
    "😀",
    "#set($x = ",
    "#if(",
    "#elseif(",
    "#else",
    "#end",
    "#foreach($i in ",
    "#macro(m $a)",
    "#m(",
    "#@m()",
    "#define($d)",
    "$d",
    "#evaluate(",
    "#stop",
    "#break",
    "#literal()",
    "$bodyContent",
    "$i",
    "$x",
    "$list",
    "$map",
    "$text",
    ".size()",
    ".length()",
    ".get(",
    ".put('k', ",
    ".add(",
    ".substring(",
    ".split(",
    ".replaceAll(",
    ".keySet()",
    ".entrySet()",
    ".indexOf(",
    ".format(",
    ".charAt(",
    ".subList(",
    ".remove(",
    ".matches(",
    ".iterator()",
    ".hasNext()",
    ".next()",
    ".toString()",
    ".hashCode()",
    ".compareTo(",
    ".equals(",
    ".repeat(",
    ".index",
    ".parent",
    "[0]",
    "[-1]",
    "['k']",
    "'%5.2f'",
    "'(a|b)*'",
    "'$1'",
    "'\\'",
];

fn context() -> Context {
    let mut context = Context::new(InvalidReference::Empty);
    context.put(
        "list",
        Value::json_array(vec![Value::from("a"), Value::Int(1), Value::Null]),
    );
    context.put(
        "map",
        Value::map([
            (Key::from("k"), Value::from("v")),
            (Key::from("n"), Value::Double(1.5)),
        ]),
    );
    context.put("text", Value::from("Hé😀llo, Wörld"));
    context
}

fn small() -> Limits {
    Limits {
        max_bytes: 100_000,
        max_steps: 20_000,
        ..Limits::default()
    }
}

fn run(source: &str) {
    if let Ok(template) = Template::parse(source) {
        let _ = template.render(&context(), &small());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn any_text(source in any::<String>()) {
        run(&source);
    }

    #[test]
    fn language_in_any_order(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        run(&pieces.concat());
    }

    /// Text without `$`, `#` and backslashes is printed as it is.
    #[test]
    fn plain_text_is_kept(source in "[^$#\\\\]{0,200}") {
        let text = Template::parse(&source).unwrap().render(&context(), &Limits::default()).unwrap();
        prop_assert_eq!(text, source);
    }

    #[test]
    fn any_json(source in any::<String>()) {
        let _ = json::parse(&source);
    }

    #[test]
    fn json_like(pieces in prop::collection::vec(prop::sample::select(&["{", "}", "[", "]", "\"", "'", ":", ",", "\\", "\\u12", "a", "1", "-", "e", ".", "null", " "][..]), 0..40)) {
        let _ = json::parse(&pieces.concat());
    }

    /// A pattern with any argument: Java's exceptions, not ours.
    #[test]
    fn any_pattern(pattern in "[^']{0,12}", with in "[^']{0,6}") {
        run(&format!("$text.replaceAll('{pattern}', '{with}') $text.split('{pattern}', 3) $text.matches('{pattern}')"));
        run(&format!("$text.format('{pattern}', 1, 2.5, $list)"));
    }

    #[test]
    fn any_positions(from in -3..20_i32, to in -3..20_i32) {
        run(&format!("$text.substring({from},{to})"));
        run(&format!("$text.substring({from})"));
        run(&format!("$text.charAt({from}) $text.indexOf('l',{from}) $text.lastIndexOf('l',{from})"));
        run(&format!("$list.subList({from},{to})"));
        run(&format!("$list.add({from},{to})"));
        run(&format!("$list[{from}] $text.codePointAt({from}) $text.startsWith('l',{from})"));
    }

    /// The short way through a JSON text gives what reading and writing it gives.
    #[test]
    fn compact_json(document in document(), blank in "[ \n]{0,2}") {
        let source = document.replace('\u{1}', &blank);
        let budget = Budget::new(&Limits::default());
        let mut written = String::new();
        json::write(&json::parse(&source).unwrap(), json::Style::Plain, &mut written, &budget).unwrap();
        let mut compacted = String::new();
        if json::compact(&source, &mut compacted).is_some() {
            prop_assert_eq!(compacted, written);
        } else {
            prop_assert_eq!(compacted, "");
        }
    }
}

/// JSON texts; U+0001 stands where blanks may.
fn document() -> impl Strategy<Value = String> {
    let text = || "\"([a-c/é\u{a0}\u{80}\u{2028}✓😀]|\\\\[nt\"/\\\\]|\\\\u00e9){0,4}\"";
    let number = prop_oneof![
        "-?[0-9]{1,22}",
        "-?[0-9]{1,9}[.][0-9]{1,9}",
        "-?[1-9][.][0-9]{1,3}e-?[0-9]"
    ];
    let leaf = prop_oneof![
        Just("true".to_owned()),
        Just("null".to_owned()),
        number,
        text()
    ];
    let inner = leaf.prop_recursive(4, 40, 6, move |inner| {
        let items = prop::collection::vec(inner.clone(), 0..5);
        let entries = prop::collection::vec((text(), inner), 0..20);
        let object = |entries: Vec<(String, String)>| {
            let entries: Vec<String> = entries
                .into_iter()
                .map(|(key, value)| format!("{key}\u{1}:\u{1}{value}"))
                .collect();
            format!("{{\u{1}{}\u{1}}}", entries.join("\u{1},\u{1}"))
        };
        prop_oneof![
            items.prop_map(|items| format!("[\u{1}{}\u{1}]", items.join("\u{1},\u{1}"))),
            entries.prop_map(object)
        ]
    });
    inner.prop_map(|inner| format!("[{inner}]"))
}
