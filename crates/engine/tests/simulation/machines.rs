//! The definitions the simulation runs.

/// Definitions by what they exercise.
pub(crate) const MACHINES: &[&str] = &[
    // A chain without waiting.
    r#"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"C"},
        "C":{"Type":"Pass","End":true}}}"#,
    // A timer.
    r#"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":7,"Next":"P"},"P":{"Type":"Pass","End":true}}}"#,
    // Two timers, one after the other.
    r#"{"StartAt":"V","States":{"V":{"Type":"Wait","Seconds":2,"Next":"W"},
        "W":{"Type":"Wait","Seconds":40,"End":true}}}"#,
    // A task, then a timer, then a task.
    r#"{"StartAt":"T","States":{
        "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","Next":"W"},
        "W":{"Type":"Wait","Seconds":3,"Next":"U"},
        "U":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","End":true}}}"#,
    // A task with a timeout.
    r#"{"StartAt":"T","States":{"T":{"Type":"Task","TimeoutSeconds":9,
        "Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","End":true}}}"#,
    // An activity. A worker that took it and never answers is why it has a timeout.
    r#"{"StartAt":"T","States":{"T":{"Type":"Task","TimeoutSeconds":90,
        "Resource":"arn:aws:states:us-east-1:123456789012:activity:A","End":true}}}"#,
    // Steps that do not fit one turn.
    r#"{"StartAt":"I","States":{
        "I":{"Type":"Pass","Result":{"n":0},"Next":"A"},
        "A":{"Type":"Pass","Parameters":{"n.$":"States.MathAdd($.n, 1)"},"Next":"C"},
        "C":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericLessThan":40,"Next":"A"}],"Default":"Z"},
        "Z":{"Type":"Succeed"}}}"#,
    // A machine that gives up.
    r#"{"StartAt":"W","TimeoutSeconds":12,"States":{"W":{"Type":"Wait","Seconds":3600,"End":true}}}"#,
    // Retries and a catcher.
    r#"{"StartAt":"T","States":{"T":{"Type":"Task","HeartbeatSeconds":20,"TimeoutSeconds":60,
        "Resource":"arn:aws:lambda:us-east-1:123456789012:function:F",
        "Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":2,"MaxAttempts":2}],
        "Catch":[{"ErrorEquals":["States.ALL"],"Next":"P"}],"End":true},
        "P":{"Type":"Pass","End":true}}}"#,
    // Branches of every kind.
    r#"{"StartAt":"X","States":{"X":{"Type":"Parallel","Branches":[
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","End":true}}},
        {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"End":true}}},
        {"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}],"End":true}}}"#,
    // Iterations, two at a time.
    r#"{"StartAt":"L","States":{"L":{"Type":"Pass","Result":[1,2,3,4],"Next":"M"},
        "M":{"Type":"Map","MaxConcurrency":2,"ItemProcessor":{"ProcessorConfig":{"Mode":"INLINE"},"StartAt":"T","States":{
        "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","Next":"W"},
        "W":{"Type":"Wait","Seconds":1,"End":true}}},"End":true}}}"#,
    // A callback.
    r#"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Parameters":{"FunctionName":"F","Payload":{"token.$":"$$.Task.Token"}},"TimeoutSeconds":300,"End":true}}}"#,
    // A Map Run that one failure fails.
    r#"{"StartAt":"L","States":{"L":{"Type":"Pass","Result":[1,2,3,4],"Next":"M"},
        "M":{"Type":"Map","Label":"L","ItemSelector":{"i.$":"$$.Map.Item.Index"},"End":true,
        "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"T","States":{
        "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","ResultPath":"$.r","Next":"W"},
        "W":{"Type":"Wait","Seconds":1,"End":true}}}}}}"#,
    // One that tolerates failures, two children at a time, beside another branch.
    r#"{"StartAt":"X","States":{"X":{"Type":"Parallel","End":true,"Branches":[
        {"StartAt":"L","States":{"L":{"Type":"Pass","Result":[1,2,3,4],"Next":"M"},
        "M":{"Type":"Map","Label":"L","MaxConcurrency":2,"ToleratedFailureCount":2,
        "ItemSelector":{"i.$":"$$.Map.Item.Index"},"End":true,
        "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"W","States":{
        "W":{"Type":"Wait","Seconds":1,"Next":"T"},
        "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","ResultPath":"$.r","End":true}}}}}},
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","End":true}}}]}}}"#,
    // One whose children are Express executions.
    r#"{"StartAt":"L","States":{"L":{"Type":"Pass","Result":[1,2,3,4],"Next":"M"},
        "M":{"Type":"Map","Label":"L","ItemSelector":{"i.$":"$$.Map.Item.Index"},"MaxConcurrency":3,"End":true,
        "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"T","States":{
        "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","ResultPath":"$.r","Next":"W"},
        "W":{"Type":"Wait","Seconds":1,"End":true}}}}}}"#,
];

/// How many items each Map Run has.
pub(crate) const ITEMS: u64 = 4;
