//! Bounds: on both sides of each, and templates that try to exhaust time, memory or stack.
#![expect(clippy::unwrap_used, reason = "tests")]

use vtl::{Context, InvalidReference, Limits, RenderError, Template, Value};

fn render_with(template: &str, limits: &Limits) -> Result<String, RenderError> {
    let mut context = Context::new(InvalidReference::Empty);
    context.put("list", Value::list((0..2000).map(Value::Int).collect()));
    Template::parse(template).unwrap().render(&context, limits)
}

fn render(template: &str) -> Result<String, RenderError> {
    render_with(template, &Limits::default())
}

fn refused(template: &str, message: &str) {
    let error = render(template).expect_err(template).message;
    assert!(error.contains(message), "{error}");
}

#[test]
fn bytes() {
    let limits = |max_bytes| Limits {
        max_bytes,
        ..Limits::default()
    };
    assert_eq!(render_with("12345", &limits(5)).as_deref(), Ok("12345"));
    assert!(render_with("123456", &limits(5)).is_err());
    refused(
        "#set($s='xxxxxxxxxxxxxxxx')#foreach($i in $list)#set($s=\"$s$s\")#end",
        "too much text",
    );
    refused(
        "#set($s='xxxxxxxxxxxxxxxx')#foreach($i in $list)#set($s=$s+$s)#end",
        "too much text",
    );
    refused("#set($s='x')$s.repeat(2000000000)", "too much text");
    refused("#set($s='x')$s.format('%2000000000d',1)", "too much text");
    refused(
        "#set($s='aaaaaaaaaa')#foreach($i in [1..9])#set($s=$s.replace('a','aaaaaaaaaa'))#end",
        "too much text",
    );
    refused(
        "#set($s='aaaaaaaaaa')#foreach($i in [1..9])#set($s=$s.replaceAll('a','aaaaaaaaaa'))#end",
        "too much text",
    );
}

#[test]
fn steps() {
    let limits = |max_steps| Limits {
        max_steps,
        ..Limits::default()
    };
    assert!(render_with("#foreach($i in [1..10])x#end", &limits(100)).is_ok());
    assert!(render_with("#foreach($i in [1..10])x#end", &limits(10)).is_err());
    refused(
        "#foreach($a in $list)#foreach($b in $list)#foreach($c in $list)#end#end#end",
        "too many steps",
    );
    refused("#set($x=[-2147483648..2147483647])", "too many steps");
    refused(
        "#set($l=[1,2,3,4])#foreach($i in $list)#set($d=$l.addAll($l))#end",
        "too many steps",
    );
}

#[test]
fn loops() {
    let limits = Limits {
        max_loops: 3,
        ..Limits::default()
    };
    assert_eq!(
        render_with("#foreach($i in [1..3])$i#end", &limits).as_deref(),
        Ok("123")
    );
    assert_eq!(
        render_with("#foreach($i in [1..4])$i#end", &limits).as_deref(),
        Ok("123")
    );
    assert_eq!(render("#foreach($i in $list).#end").unwrap().len(), 1000);
}

#[test]
fn macros() {
    let deep = |calls| {
        let limits = Limits {
            max_macro_depth: 3,
            ..Limits::default()
        };
        render_with(
            &format!("#macro(m $n)#set($n = $n - 1)x#if($n > 0)#m($n)#end#end#m({calls})"),
            &limits,
        )
    };
    assert_eq!(deep(3).as_deref(), Ok("xxx"));
    assert!(
        deep(4)
            .unwrap_err()
            .message
            .contains("Max calling depth of 3")
    );
    refused("#macro(m)#m()#end#m()", "Max calling depth of 20");
    refused(
        "#macro(a)#b()#end#macro(b)#a()#end#a()",
        "Max calling depth of 20",
    );
    refused("#set($e='#evaluate($e)')#evaluate($e)", "nests too deeply");
}

#[test]
fn depth() {
    let limits = |max_depth| Limits {
        max_depth,
        ..Limits::default()
    };
    assert!(render_with("#if(true)#if(true)x#end#end", &limits(3)).is_ok());
    assert!(render_with("#if(true)#if(true)x#end#end", &limits(2)).is_err());
}

/// The parser stops before the stack does.
#[test]
fn nesting_of_source() {
    for (open, middle, close) in [
        ("#if(true)", "x", "#end"),
        ("#foreach($i in [1])", "x", "#end"),
        ("#define($d)", "x", "#end"),
        ("#@m()", "x", "#end"),
    ] {
        assert!(
            Template::parse(&format!("{}{middle}{}", open.repeat(80), close.repeat(80))).is_ok(),
            "{open}"
        );
        assert!(
            Template::parse(&format!(
                "{}{middle}{}",
                open.repeat(20_000),
                close.repeat(20_000)
            ))
            .is_err(),
            "{open}"
        );
    }
    for (open, middle, close) in [
        ("(", "1", ")"),
        ("[", "1", "]"),
        ("{'a':", "1", "}"),
        ("!", "true", ""),
        ("$a.b(", "1", ")"),
        ("$a[", "1", "]"),
        ("1+(", "1", ")"),
    ] {
        let set = |count: usize| {
            Template::parse(&format!(
                "#set($x={}{middle}{})",
                open.repeat(count),
                close.repeat(count)
            ))
        };
        assert!(set(20).is_ok(), "{open}");
        assert!(set(20_000).is_err(), "{open}");
    }
}

/// Strings in strings multiply their quotes, but each is a source of its own.
#[test]
fn nesting_of_strings() {
    let mut source = "$x".to_owned();
    for _ in 0..12 {
        source = format!("#set($x=\"{}\")$x", source.replace('"', "\"\""));
    }
    assert!(Template::parse(&source).is_ok());
}

/// A long sum is a deep tree.
#[test]
fn long_expressions() {
    assert_eq!(
        render(&format!("#set($x={}1)$x", "1+".repeat(200))).as_deref(),
        Ok("201")
    );
    assert_eq!(
        render(&format!("#set($x={}1)$x", "1+".repeat(1_900))).as_deref(),
        Ok("1901")
    );
    assert!(Template::parse(&format!("#set($x={}1)$x", "1+".repeat(200_000))).is_err());
    assert!(Template::parse(&format!("#if({}true)#end", "true&&".repeat(200_000))).is_err());
}

#[test]
fn deep_values_are_dropped() {
    let deep = "#foreach($a in $list)#foreach($b in $list)#set($l=[$l])#set($m={'k':$m})#end#{end}";
    let limits = Limits {
        max_steps: 2_000_000,
        max_loops: 300,
        ..Limits::default()
    };
    assert_eq!(
        render_with(&format!("#set($l=[])#set($m={{}}){deep}done"), &limits).as_deref(),
        Ok("done")
    );
    let shown = |value| {
        format!(
            "#set($l=[])#set($m={{}})#foreach($a in $list)#set($l=[$l])#set($m={{'k':$m}})#{{end}}{value}"
        )
    };
    refused(&shown("$l"), "nests too deeply");
    refused(&shown("$m"), "nests too deeply");
    refused(&shown("$l.hashCode()"), "nests too deeply");
    refused(
        &shown("#set($k=$l)#foreach($a in $list)#set($l=[$l])#set($k=[$k])#end$l.equals($k)"),
        "nests too deeply",
    );
}

#[test]
fn values_that_contain_themselves() {
    assert_eq!(
        render("#set($m={})#set($m.m=$m)$m#set($l=[])#set($d=$l.add($l))$l").as_deref(),
        Ok("{m=(this Map)}[(this Collection)]")
    );
    refused(
        "#set($a={})#set($b={'a':$a})#set($a.b=$b)$a",
        "nests too deeply",
    );
    refused(
        "#set($a=[])#set($b=[$a])#set($d=$a.add($b))$a.hashCode()",
        "nests too deeply",
    );
}

/// Values that share parts are small but show as large ones.
#[test]
fn shared_values_that_explode() {
    let shared =
        "#set($a=[1])#set($b=[1])#foreach($i in [1..64])#set($a=[$a,$a])#set($b=[$b,$b])#end";
    for use_of in ["$a", "$a.equals($b)", "#if($a==$b)#end", "$a.hashCode()"] {
        assert!(render(&format!("{shared}{use_of}")).is_err(), "{use_of}");
    }
}

#[test]
fn large_numbers() {
    refused(
        "#set($n=99999999999)#foreach($i in $list)#set($n=$n*$n)#end",
        "number too large",
    );
    refused(
        "#set($n=99999999999*99999999999)#foreach($i in $list)#set($n=$n*1.1e-300)#end",
        "number too large",
    );
}

#[test]
fn expensive_patterns() {
    let text = "a".repeat(40);
    assert_eq!(
        render(&format!(
            "#set($s='{text}')$s.matches('(a+)+$') $s.matches('(a+)+b')"
        ))
        .as_deref(),
        Ok("true false")
    );
    refused(
        &format!("#set($s='{text}')$s.matches('((a|b|ab)*)*(?!c)\\1\\2x?c')"),
        "threw exception",
    );
    refused(
        "#set($s='x')$s.matches('(\\w{1000}){1000}')",
        "threw exception",
    );
}
