//! Requests and answers of every protocol.

use http::HeaderMap;
use serde_json::{Value, json};

use super::{ForeignRequest, Moments, answer, request, table};

fn asked(service: &str, operation: &str, parameters: Value) -> Result<ForeignRequest, String> {
    let table = table(service).unwrap();
    request(
        table,
        table.operation(operation).unwrap(),
        &parameters,
        "token",
    )
}

fn body(service: &str, operation: &str, parameters: Value) -> String {
    String::from_utf8(asked(service, operation, parameters).unwrap().body).unwrap()
}

fn answered(service: &str, operation: &str, status: u16, text: &str) -> Result<Value, Value> {
    let table = table(service).unwrap();
    let operation = table.operation(operation).unwrap();
    let headers = HeaderMap::new();
    let answered = answer(
        table,
        operation,
        status,
        &headers,
        text.as_bytes(),
        Moments::Iso,
    );
    answered.map_err(|error| json!([error.code, error.shape, error.message]))
}

#[test]
fn json_goes_out_with_a_target() {
    let parameters = json!({"TableName": "t", "Item": {"id": {"S": "x"}, "b": {"B": "hi"}}});
    let request = asked("dynamodb", "putItem", parameters).unwrap();
    assert_eq!(request.path, "/");
    assert!(
        request
            .headers
            .contains(&("x-amz-target".into(), "DynamoDB_20120810.PutItem".into()))
    );
    let expected = r#"{"TableName":"t","Item":{"id":{"S":"x"},"b":{"B":"aGk="}}}"#;
    assert_eq!(String::from_utf8(request.body).unwrap(), expected);
    // Names of the model begin in lower case; SDKs fill in the token.
    let sent: Value =
        serde_json::from_str(&body("ecs", "runTask", json!({"TaskDefinition": "d"}))).unwrap();
    assert_eq!(sent, json!({"clientToken": "token", "taskDefinition": "d"}));
    // Where a text is needed, JSON is written out.
    let sent = body(
        "sqs",
        "sendMessage",
        json!({"QueueUrl": "q", "MessageBody": {"a": 1}}),
    );
    assert_eq!(sent, r#"{"QueueUrl":"q","MessageBody":"{\"a\":1}"}"#);
}

#[test]
fn forms_go_out_numbered() {
    let attributes = json!({"a": {"DataType": "String", "StringValue": "x y"}});
    let sent = body(
        "sns",
        "publish",
        json!({"TopicArn": "t", "Message": "m", "MessageAttributes": attributes}),
    );
    let sent = percent_encoding::percent_decode_str(&sent).decode_utf8_lossy();
    assert_eq!(
        sent,
        "Action=Publish&Version=2010-03-31&TopicArn=t&Message=m&MessageAttributes.entry.1.Name=a\
         &MessageAttributes.entry.1.Value.DataType=String&MessageAttributes.entry.1.Value.StringValue=x y"
    );
}

#[test]
fn rest_requests_have_places() {
    let request = asked(
        "s3",
        "getObject",
        json!({"Bucket": "b", "Key": "a/ü", "Range": "bytes=0-1"}),
    )
    .unwrap();
    assert_eq!(
        (request.method, request.path.as_str()),
        ("GET", "/b/a/%C3%BC")
    );
    assert!(
        request
            .headers
            .contains(&("range".into(), "bytes=0-1".into()))
    );
    let request = asked(
        "s3",
        "listObjectsV2",
        json!({"Bucket": "b", "Prefix": "p/"}),
    )
    .unwrap();
    assert_eq!(
        (request.path.as_str(), request.query.as_str()),
        ("/b", "list-type=2&prefix=p%2F")
    );
    assert_eq!(
        body(
            "s3",
            "putObject",
            json!({"Bucket": "b", "Key": "k", "Body": {"Dict": "Value"}})
        ),
        r#"{"Dict":"Value"}"#
    );
    let sent = body(
        "s3",
        "deleteObjects",
        json!({"Bucket": "b", "Delete": {"Objects": [{"Key": "<"}]}}),
    );
    assert_eq!(
        sent,
        "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Object><Key>&lt;</Key></Object></Delete>"
    );
    let sent = asked(
        "bedrockruntime",
        "invokeModel",
        json!({"ModelId": "m:0", "Body": {"p": 1}}),
    )
    .unwrap();
    assert_eq!(
        (sent.path.as_str(), sent.body.as_slice()),
        ("/model/m%3A0/invoke", br#"{"p":1}"#.as_slice())
    );
    let missing = asked("s3", "getObject", json!({"Bucket": "b"}));
    assert_eq!(
        missing,
        Err("The field 'Key' is required but was missing".into())
    );
}

#[test]
fn fields_that_there_are_not_are_refused() {
    let refused = asked("dynamodb", "getItem", json!({"Tablename": "t"}));
    assert_eq!(
        refused,
        Err("The field 'Tablename' is not supported by Step Functions".into())
    );
}

#[test]
fn json_comes_back_with_capitalized_names() {
    let text = r#"{"tasks": [{"taskArn": "a", "createdAt": 1700000000.5, "x-unknown": 1, "cpu": null}], "failures": []}"#;
    let expected = json!({"Tasks": [{"TaskArn": "a", "CreatedAt": "2023-11-14T22:13:20.500Z"}], "Failures": []});
    assert_eq!(answered("ecs", "describeTasks", 200, text), Ok(expected));
    let text = r#"{"__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", "message": "gone"}"#;
    let expected = json!([
        "ResourceNotFoundException",
        "ResourceNotFoundException",
        "gone"
    ]);
    assert_eq!(answered("dynamodb", "getItem", 400, text), Err(expected));
    let text = r#"{"__type": "com.amazon.coral.validate#ValidationException", "message": "bad"}"#;
    assert_eq!(
        answered("dynamodb", "getItem", 400, text),
        Err(json!(["ValidationException", null, "bad"]))
    );
}

#[test]
fn xml_comes_back_too() {
    let text = "<PublishResponse xmlns=\"x\"><PublishResult><MessageId>m</MessageId></PublishResult><ResponseMetadata/></PublishResponse>";
    assert_eq!(
        answered("sns", "publish", 200, text),
        Ok(json!({"MessageId": "m"}))
    );
    let text = "<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code><Message>Topic does not exist</Message></Error></ErrorResponse>";
    let expected = json!(["NotFound", "NotFoundException", "Topic does not exist"]);
    assert_eq!(answered("sns", "publish", 404, text), Err(expected));
    let text = "<ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated><Contents><Key>k</Key><Size>3</Size></Contents></ListBucketResult>";
    let expected =
        json!({"IsTruncated": false, "Contents": [{"Key": "k", "Size": 3}], "Name": "b"});
    assert_eq!(answered("s3", "listObjectsV2", 200, text), Ok(expected));
    let text = "<Error><Code>NoSuchKey</Code><Message>no</Message></Error>";
    assert_eq!(
        answered("s3", "getObject", 404, text),
        Err(json!(["NoSuchKey", "NoSuchKey", "no"]))
    );
}

#[test]
fn a_payload_is_the_text_it_holds() {
    let shown = answered("s3", "getObject", 200, "text data").unwrap();
    assert_eq!(shown, json!({"Metadata": {}, "Body": "text data"}));
}
