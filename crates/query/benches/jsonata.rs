//! What JSONata costs: parsing an expression, converting the state's data, evaluating.
//!
//! `cargo bench -p query --bench jsonata`. Prints the best of several rounds, for the machine may be busy.
#![expect(clippy::print_stdout, reason = "a measurement is for the terminal")]
#![expect(clippy::unwrap_used, reason = "the expressions are fixed")]

use std::hint::black_box;
use std::time::Instant;

use model::Timestamp;
use query::jsonata::{Bound, Evaluator, Expression, Limits, Moment};
use serde_json::{Value, json};

const ROUNDS: u32 = 7;

/// Expressions as states have them.
const EXPRESSIONS: [(&str, &str); 8] = [
    ("a path", "$states.input.customer.name"),
    ("a text", "'Hello ' & $states.input.customer.name & '!'"),
    (
        "a condition",
        "$states.input.total > 100 and $states.input.customer.active",
    ),
    ("a sum", "$sum($states.input.orders.(price * qty))"),
    (
        "an object for each",
        "$states.input.orders[price > 10].{'id': id, 'total': price * qty}",
    ),
    (
        "$map",
        "$map($states.input.orders, function($o) { $o.price * $o.qty })",
    ),
    (
        "$filter",
        "$filter($states.input.orders, function($o) { $o.price > 10 })",
    ),
    ("a group", "$states.input.orders{kind: $sum(price)}"),
];

fn main() {
    for (name, text) in EXPRESSIONS {
        let parse = best(2_000, || drop(black_box(Expression::parse(text))));
        println!("parse {name}: {parse:.1} us");
    }
    for orders in [10, 1_000] {
        let input = input(orders);
        let times = 20_000 / orders;
        let convert = best(times, || drop(black_box(Bound::from(&input))));
        println!("convert {orders} orders: {convert:.1} us");
        let states = Bound::from(&json!({ "input": input }));
        for (name, text) in EXPRESSIONS {
            let expression = Expression::parse(text).unwrap();
            let evaluate = best(times, || {
                let bindings = vec![("states".to_owned(), states.clone())];
                let evaluator = Evaluator::new(Limits::default(), MOMENT, bindings);
                drop(black_box(evaluator.evaluate(&expression)));
            });
            println!("evaluate {name}, {orders} orders: {evaluate:.1} us");
        }
    }
}

const MOMENT: Moment = Moment {
    now: Timestamp::from_millis(1_700_000_000_000),
    seed: 1,
};

/// The best time of several rounds of `work`, each doing it `times` times, in us for one.
fn best(times: usize, work: impl Fn()) -> f64 {
    let rounds = (0..ROUNDS).map(|_| {
        let begun = Instant::now();
        (0..times).for_each(|_| work());
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let times = times as f64;
        begun.elapsed().as_secs_f64() * 1e6 / times
    });
    rounds.fold(f64::INFINITY, f64::min)
}

fn input(orders: usize) -> Value {
    let order =
        |id: usize| json!({"id": id, "price": id % 37, "qty": 2, "kind": format!("k{}", id % 7)});
    json!({
        "customer": {"name": "Ada", "active": true},
        "total": 250,
        "orders": (0..orders).map(order).collect::<Vec<_>>(),
    })
}
