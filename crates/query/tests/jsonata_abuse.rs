//! Expressions that try to take all time or memory: each ends soon, with an error or a result, and within bounds.
#![expect(clippy::print_stdout, reason = "what each takes is worth seeing")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use model::Timestamp;
use query::jsonata::{Bound, Counting, Evaluator, Expression, Limits, Moment};
use serde_json::json;

/// Notes how much memory is held at most.
struct Peak;

static HELD: AtomicI64 = AtomicI64::new(0);
static MOST: AtomicI64 = AtomicI64::new(0);
/// One evaluation at a time, for memory is counted for all.
static ALONE: Mutex<()> = Mutex::new(());

fn note(bytes: i64) {
    let held = HELD.fetch_add(bytes, Ordering::Relaxed) + bytes;
    MOST.fetch_max(held, Ordering::Relaxed);
}

#[expect(unsafe_code, reason = "an allocator that notes what it hands on")]
// SAFETY: every method calls the system's with the same arguments.
unsafe impl GlobalAlloc for Peak {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(layout.size().cast_signed() as i64);
        // SAFETY: as the caller says.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        note(-(layout.size().cast_signed() as i64));
        // SAFETY: as the caller says.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting<Peak> = Counting(Peak);

const LIMITS: Limits = Limits {
    time: Duration::from_millis(500),
    depth: 10_000,
    sequence: 1_000_000,
    bytes: 32 << 20,
};
/// What one evaluation may hold: its budget, twice that for what doubles in one step, and the result.
const MOST_BYTES: i64 = 160 << 20;
/// Debug builds are slow, and one builtin runs to its end.
const MOST_TIME: Duration = Duration::from_secs(8);

/// The code or the beginning of the text that the expression ends with, or `ok`.
fn run(text: &str) -> String {
    let _alone = ALONE.lock();
    let expression = match Expression::parse(text) {
        Ok(expression) => expression,
        Err(error) => return format!("refused: {error}"),
    };
    let input = json!({"s": "x".repeat(200_000), "csv": "a,".repeat(100_000), "n": (0..2000).collect::<Vec<_>>()});
    let states = Bound::from(&json!({ "input": input }));
    drop(input);
    let moment = Moment {
        now: Timestamp::from_millis(0),
        seed: 1,
    };
    let evaluator = Evaluator::new(LIMITS, moment, vec![("states".to_owned(), states)]);
    let before = HELD.load(Ordering::Relaxed);
    MOST.store(before, Ordering::Relaxed);
    let begun = Instant::now();
    let result = evaluator.evaluate(&expression);
    let shown = match &result {
        Ok(_) => "ok".to_owned(),
        Err(failure) => failure.to_string().chars().take(90).collect(),
    };
    drop(result);
    let (took, used) = (begun.elapsed(), MOST.load(Ordering::Relaxed) - before);
    let head: String = text.chars().take(70).collect();
    println!("{head:70} {took:>10.1?} {:>5} MiB  {shown}", used >> 20);
    assert!(took < MOST_TIME, "{head} takes {took:?}");
    assert!(used < MOST_BYTES, "{head} holds {used} bytes");
    shown
}

/// `setup` with `$a` made twice as large `times` times by `step`, then `last`.
fn growing(setup: &str, step: &str, times: usize, last: &str) -> String {
    format!(
        "($a := {setup}; {} {last})",
        format!("$a := {step};").repeat(times)
    )
}

#[test]
fn nothing_takes_all_time_or_memory() {
    let fails = |text: &str| {
        let shown = run(text);
        assert_ne!(shown, "ok", "{text}");
    };
    // Nesting and recursion.
    for open in ["(", "[", "{'a':", "-", "function($x){", "$f("] {
        assert!(run(&open.repeat(100_000)).starts_with("refused"), "{open}");
    }
    fails("($f := function($n) { 1 + $f($n + 1) }; $f(0))");
    fails("($f := function($n) { $g($n) + 1 }; $g := function($n) { $f($n) + 1 }; $f(0))");
    fails("($f := function($n) { $f($n + 1) }; $f(0))");
    fails("($f := function($n) { [$f($n + 1)] }; $f(0))");
    run(&format!("1{}", "+1".repeat(5000)));
    // Sequences.
    fails("[1..10000000]");
    fails("$range(1, 10000000, 1)");
    run("[1..1000000]");
    fails("[[1..1000000], [1..1000000], [1..1000000], [1..1000000]]");
    fails("[1..1000].([1..1000].([1..1000]))");
    fails("$map([1..100000], function($x) { [1..$x] })");
    run("$match($states.input.s, /^(x+)+$/)");
    run("$contains('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /^(a+)+$/)");
    // Texts that grow.
    fails("($f := function($a) { $f($a & $a) }; $f('xxxxxxxx'))");
    fails(&growing("'xxxxxxxx'", "$a & $a", 60, "$a"));
    fails(&growing(
        "$states.input.s",
        "$a & $a & $a & $a & $a & $a & $a & $a & $a & $a",
        12,
        "$a",
    ));
    let chain = "$a & ".repeat(2000);
    fails(&growing(
        "$states.input.s",
        "$a & $a",
        5,
        &format!("({chain} 'x')"),
    ));
    fails("$pad('x', 1000000000)");
    fails("$pad('x', -1000000000, '#')");
    fails("'x' ~> $pad(1000000000)");
    fails("('x').$pad(1000000000)");
    fails("$map([1000000000], $pad('x', ?))");
    fails("($f := $pad; $f('x', 1000000000))");
    fails("$map(['x'], function($s) { $s ~> $pad(1000000000) })");
    fails("$reduce([1..40], function($a, $b) { $replace($a, 'x', $a) }, 'xx')");
    fails("$replace($states.input.s, 'x', $states.input.s)");
    fails("$replace($states.input.s, /x/, $states.input.s)");
    run("$replace($states.input.s, /(x*)/, '$1$1$1$1' & $states.input.s)");
    fails("$join($split($states.input.csv, ','), $states.input.s)");
    fails("($j := $join; $j($split($states.input.csv, ','), $states.input.s))");
    fails("$split($states.input.csv, ',') ~> $join($states.input.s)");
    run("$split($states.input.s, '')");
    fails(&growing("$states.input.s", "$a & $a", 6, "$split($a, '')"));
    fails(&growing(
        "$states.input.s",
        "$a & $a",
        6,
        "$split($a, /(?:)/)",
    ));
    fails(&growing("$states.input.s", "$a & $a", 4, "$match($a, /x/)"));
    fails("$fromMillis(0, '[Y,999999999]')");
    fails("$fromMillis(0, '[Y0001,9-' & '999999999]')");
    fails("$now('[Y,999999999-999999999]')");
}

#[test]
fn values_that_hold_themselves_often() {
    let fails = |text: &str| {
        let shown = run(text);
        assert_ne!(shown, "ok", "{text}");
    };
    for last in [
        "$a",
        "$string($a)",
        "$string($a, true)",
        "$a = $b",
        "$count($a.**)",
        "$a.*",
        "$distinct($a)",
        "$a in $b",
    ] {
        fails(&growing(
            "[1]",
            "[[$a], [$a]]; $b := [[$a], [$a]]",
            60,
            last,
        ));
        fails(&growing(
            "{'k': 1}",
            "{'l': $a, 'r': $a}; $b := {'l': $a, 'r': $a}",
            60,
            last,
        ));
        run(&growing(
            "[1]",
            "[[$a], [$a]]; $b := [[$a], [$a]]",
            13,
            last,
        ));
        run(&growing(
            "{'k': 1}",
            "{'l': $a, 'r': $a}; $b := {'l': $a, 'r': $a}",
            13,
            last,
        ));
    }
    fails(&growing("[1..1000]", "[$a, $a]", 40, "$a"));
    fails(&growing("[1..1000]", "$append($a, $a)", 40, "$a"));
    fails(&growing(
        "[1..100000]",
        "$a",
        1,
        &format!("[{} 1]", "$a,".repeat(2000)),
    ));
    fails("($f := function($a) { $f([$a, $a]) }; $f([1]))");
    fails("$reduce([1..100], function($a, $b) { {'l': $a, 'r': $a} }, {})");
    fails("$reduce([1..100], function($a, $b) { $append($a, $a) }, [1, 2])");
    fails("$reduce([1..100], function($a, $b) { $zip($a, $a) }, [1, 2])");
    fails("$reduce([1..100], function($a, $b) { $map([1, 2], function($i) { $a }) }, [1, 2])");
    fails(
        "$reduce([1..100], function($a, $b) { $each({'l': 1, 'r': 2}, function($i) { $a }) }, [1, 2])",
    );
    fails("($z := $zip; $reduce([1..100], function($a, $b) { $z($a, $a) }, [1, 2]))");
    run("$reduce([1..100], function($a, $b) { {'x': [1, 2]}{$string($random()): $a} }, [1, 2])");
    fails(&format!("$states.input{}", ".{'l': $, 'r': $}".repeat(60)));
    fails(&format!("$states.input.n{}", ".[$, $]".repeat(40)));
    run("$count($distinct([1..100000]))");
    run("$sort([1..100000], function($l, $r) { $l < $r })");
    run("$shuffle([1..100000])");
    run("$reverse([1..1000000])");
    run("$zip([1..100000], [1..100000], [1..100000])");
    run("[1..1000] ~> $map(function($x) { $x }) ~> $filter(function($x) { $x > 1 }) ~> $sum()");
    run("$merge($map([1..20000], function($i) { {$string($i): $i} }))");
    run("$formatInteger(1e300, 'w')");
    run("$formatNumber(1, '#' & $pad('0', 1000, '0'))");
    run("$toMillis($states.input.s, '[Y]')");
    run("$power(10, 308) * 10");
    run("$states.input ~> |**|{'z': $$}|");
    run("$sift($states.input, function($v) { true })");
    run("$parse($pad('', 5000, '['))");
    run("$parse($pad('', 900, '[') & $pad('', 900, ']'))");
}
