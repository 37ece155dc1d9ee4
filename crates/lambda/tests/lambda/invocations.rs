//! Calls that succeed, and what is logged of them.

use crate::support::{bed, run, target};

#[test]
fn a_function_answers_and_its_log_is_complete() {
    run(async {
        let bed = bed().await;
        bed.python(
            "hello",
            "def handler(event, context):\n    print('seen', event)\n    return {'hello': event['name'], 'id': context.aws_request_id, 'arn': context.invoked_function_arn}\n",
        )
        .await;
        let invoked = bed.invoke("hello", r#"{"name": "world"}"#).await;
        let id = &invoked.request_id;
        let arn = target("hello").arn();
        let expected = format!(r#"{{"hello": "world", "id": "{id}", "arn": "{arn}"}}"#);
        assert_eq!(crate::support::text(&invoked), expected);
        println!("{:#?}", bed.logs.reported(1).await);
        bed.close().await;
    });
}
