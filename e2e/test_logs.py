"""CloudWatch Logs: groups, streams, events, filters, retention, tags, and AWS's errors."""

import json
import time

import pytest
from stepwell import REGION, failure, unique

DAY = 86_400_000


@pytest.fixture
def logs(client):
    return client("logs")


@pytest.fixture
def group(logs):
    name = unique("/group")
    logs.create_log_group(logGroupName=name)
    return name


def now():
    return int(time.time() * 1000)


def put(logs, group, stream, *messages, start=None):
    """Puts the messages a millisecond apart; the time of the first."""
    start = start or now() - 60_000
    events = [{"timestamp": start + index, "message": message} for index, message in enumerate(messages)]
    logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)
    return start


@pytest.fixture
def stream(logs, group):
    logs.create_log_stream(logGroupName=group, logStreamName="stream")
    return "stream"


def messages(page):
    return [event["message"] for event in page["events"]]


def test_groups_are_created_listed_and_deleted(logs):
    prefix = unique("/group")
    names = [f"{prefix}/{letter}" for letter in "abcde"]
    for name in reversed(names):
        logs.create_log_group(logGroupName=name)
    pages = list(logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=prefix, PaginationConfig={"PageSize": 2}))
    assert [[g["logGroupName"] for g in page["logGroups"]] for page in pages] == [names[:2], names[2:4], names[4:]]
    described = pages[0]["logGroups"][0]
    assert described["arn"] == f"arn:aws:logs:{REGION}:000000000000:log-group:{names[0]}:*"
    assert described["logGroupArn"] == described["arn"].removesuffix(":*")
    assert described["storedBytes"] == 0 and described["metricFilterCount"] == 0 and "retentionInDays" not in described
    found = logs.describe_log_groups(logGroupNamePattern=names[3].upper()[1:-1].lower())["logGroups"]
    assert [g["logGroupName"] for g in found] == names
    logs.delete_log_group(logGroupName=names[0])
    assert len(logs.describe_log_groups(logGroupNamePrefix=prefix)["logGroups"]) == 4


def test_group_errors(logs, group):
    assert failure(lambda: logs.create_log_group(logGroupName=group)) == (
        "ResourceAlreadyExistsException", "The specified log group already exists",
    )
    missing = ("ResourceNotFoundException", "The specified log group does not exist.")
    assert failure(lambda: logs.delete_log_group(logGroupName="/none")) == missing
    assert failure(lambda: logs.describe_log_streams(logGroupName="/none")) == missing
    assert failure(lambda: logs.filter_log_events(logGroupName="/none")) == missing
    code, message = failure(lambda: logs.create_log_group(logGroupName="with space"))
    assert code == "InvalidParameterException" and "[\\.\\-_/#A-Za-z0-9]+" in message


def test_streams_by_name_by_prefix_and_by_last_event(logs, group):
    names = ["a/1", "a/2", "b/1"]
    for name in reversed(names):
        logs.create_log_stream(logGroupName=group, logStreamName=name)
    put(logs, group, "a/2", "older", start=now() - 2000)
    put(logs, group, "a/1", "newer", start=now() - 1000)
    listed = lambda **arguments: [s["logStreamName"] for s in logs.describe_log_streams(logGroupName=group, **arguments)["logStreams"]]
    assert listed() == names and listed(descending=True) == names[::-1]
    assert listed(logStreamNamePrefix="a/") == names[:2]
    assert listed(orderBy="LastEventTime", descending=True)[:2] == ["a/1", "a/2"]
    pages = logs.get_paginator("describe_log_streams").paginate(logGroupName=group, PaginationConfig={"PageSize": 2})
    assert [len(page["logStreams"]) for page in pages] == [2, 1]
    described = logs.describe_log_streams(logGroupName=group, logStreamNamePrefix="a/1")["logStreams"][0]
    assert described["arn"] == f"arn:aws:logs:{REGION}:000000000000:log-group:{group}:log-stream:a/1"
    assert described["firstEventTimestamp"] == described["lastEventTimestamp"] <= described["lastIngestionTime"]
    logs.delete_log_stream(logGroupName=group, logStreamName="a/1")
    assert listed() == names[1:]


def test_stream_errors(logs, group, stream):
    assert failure(lambda: logs.create_log_stream(logGroupName=group, logStreamName=stream)) == (
        "ResourceAlreadyExistsException", "The specified log stream already exists",
    )
    missing = ("ResourceNotFoundException", "The specified log stream does not exist.")
    assert failure(lambda: logs.get_log_events(logGroupName=group, logStreamName="none")) == missing
    assert failure(lambda: logs.delete_log_stream(logGroupName=group, logStreamName="none")) == missing
    assert failure(lambda: put(logs, group, "none", "x")) == missing
    assert failure(lambda: logs.create_log_stream(logGroupName=group, logStreamName="a:b"))[0] == "InvalidParameterException"
    assert failure(lambda: logs.describe_log_streams(logGroupName=group, logStreamNamePrefix="a", orderBy="LastEventTime")) == (
        "InvalidParameterException", "Cannot order by LastEventTime with a logStreamNamePrefix.",
    )


def test_events_are_read_forward_and_backward_with_tokens(logs, group, stream):
    start = put(logs, group, stream, *"abcde")
    get = lambda **arguments: logs.get_log_events(logGroupName=group, logStreamName=stream, **arguments)
    first = get(startFromHead=True, limit=2)
    assert messages(first) == ["a", "b"]
    assert first["events"][0]["timestamp"] == start and first["events"][0]["ingestionTime"] >= start
    second = get(nextToken=first["nextForwardToken"], startFromHead=True, limit=2)
    assert messages(second) == ["c", "d"]
    assert messages(get(nextToken=second["nextBackwardToken"], limit=2)) == ["a", "b"]
    third = get(nextToken=second["nextForwardToken"], startFromHead=True, limit=2)
    end = get(nextToken=third["nextForwardToken"], startFromHead=True, limit=2)
    assert messages(third) == ["e"] and messages(end) == []
    assert end["nextForwardToken"] == third["nextForwardToken"], "at the end the token stays the same"
    put(logs, group, stream, "f", start=start + 10)
    assert messages(get(nextToken=end["nextForwardToken"], startFromHead=True)) == ["f"], "and picks up what comes later"
    assert messages(get(limit=2)) == ["e", "f"], "without startFromHead the latest come"
    assert messages(get(startTime=start + 1, endTime=start + 3, startFromHead=True)) == ["b", "c"]
    assert failure(lambda: get(nextToken="nonsense"))[0] == "InvalidParameterException"


def test_a_batch_is_in_order_and_within_its_limits(logs, group, stream):
    moment = now()
    send = lambda *events: logs.put_log_events(
        logGroupName=group, logStreamName=stream, logEvents=[{"timestamp": at, "message": text} for at, text in events]
    )
    assert failure(lambda: send((moment, "later"), (moment - 5, "earlier"))) == (
        "InvalidParameterException", "Log events in a single PutLogEvents request must be in chronological order.",
    )
    assert failure(lambda: send((moment - 2 * DAY, "a"), (moment, "b")))[0] == "InvalidParameterException"
    assert send((moment - 15 * DAY, "too old"))["rejectedLogEventsInfo"] == {"tooOldLogEventEndIndex": 1}
    assert send((moment, "fits"), (moment + 3 * 3_600_000, "too new"))["rejectedLogEventsInfo"] == {"tooNewLogEventStartIndex": 1}
    assert "rejectedLogEventsInfo" not in send((moment, "x" * (262_144 - 26)))
    assert failure(lambda: send(*[(moment, "x")] * 10_001))[0] == "InvalidParameterException"
    assert messages(logs.get_log_events(logGroupName=group, logStreamName=stream, startFromHead=True))[0] == "fits"


LINES = [
    "ERROR something broke",
    "WARN something smells",
    "ERROR at Exit code 7",
    '127.0.0.1 - frank [10/Oct] "GET /index HTTP/1.0" 404 1534',
    '{"level": "error", "code": 12, "user": {"name": "ada"}, "tags": ["x", "y"], "gone": null}',
    '{"level": "info", "code": 3, "ok": true}',
]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", [0, 1, 2, 3, 4, 5]),
        ("ERROR", [0, 2]),
        ("something broke", [0]),
        ('"something smells"', [1]),
        ('"ERROR" -Exit', [0]),
        ("?broke ?smells", [0, 1]),
        ("%Exit code [0-9]%", [2]),
        ("error", [4]),
        ("[ip, dash, user, time, request, status = 4*, bytes]", [3]),
        ("[ip, dash, user, time, request, status, bytes > 2000]", []),
        ('{ $.level = "error" }', [4]),
        ('{ $.level = "*" && $.code < 10 }', [5]),
        ('{ ($.level = "info") || ($.user.name = "ada") }', [4, 5]),
        ('{ $.tags[1] = "y" }', [4]),
        ("{ $.ok IS TRUE }", [5]),
        ("{ $.gone IS NULL }", [4]),
        ("{ $.ok NOT EXISTS }", [4]),
        ('{ $.level != "info" }', [4]),
    ],
)
def test_filter_patterns(logs, filtered, pattern, expected):
    page = logs.filter_log_events(logGroupName=filtered, filterPattern=pattern)
    assert messages(page) == [LINES[index] for index in expected]


@pytest.fixture(scope="module")
def filtered(server):
    logs = server.client("logs")
    name = unique("/group")
    logs.create_log_group(logGroupName=name)
    logs.create_log_stream(logGroupName=name, logStreamName="stream")
    put(logs, name, "stream", *LINES)
    return name


def test_a_pattern_that_does_not_parse(logs, filtered):
    for pattern in ("{ $.a = ", "[a, b", "{ nonsense }"):
        assert failure(lambda: logs.filter_log_events(logGroupName=filtered, filterPattern=pattern))[0] == "InvalidParameterException"


def test_filtering_merges_streams_in_order_of_time_and_pages(logs, group):
    start = now() - 60_000
    for number in range(3):
        logs.create_log_stream(logGroupName=group, logStreamName=f"s{number}")
        events = [{"timestamp": start + 10 * index + number, "message": f"{index}-{number}"} for index in range(4)]
        logs.put_log_events(logGroupName=group, logStreamName=f"s{number}", logEvents=events)
    pages = list(logs.get_paginator("filter_log_events").paginate(logGroupName=group, PaginationConfig={"PageSize": 5}))
    events = [event for page in pages for event in page["events"]]
    assert [event["message"] for event in events] == [f"{index}-{number}" for index in range(4) for number in range(3)]
    assert len({event["eventId"] for event in events}) == 12 and all(len(page["events"]) <= 5 for page in pages)
    find = lambda **arguments: messages(logs.filter_log_events(logGroupName=group, **arguments))
    assert find(logStreamNames=["s1"], limit=2) == ["0-1", "1-1"]
    assert find(logStreamNamePrefix="s2", startTime=start + 20) == ["2-2", "3-2"]
    assert find(startTime=start + 10, endTime=start + 20) == ["1-0", "1-1", "1-2", "2-0"], "the end is included, unlike GetLogEvents"
    assert failure(lambda: find(logStreamNames=["s1"], logStreamNamePrefix="s"))[0] == "InvalidParameterException"


def test_retention(logs, group):
    logs.put_retention_policy(logGroupName=group, retentionInDays=7)
    described = lambda: logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]
    assert described()["retentionInDays"] == 7
    assert failure(lambda: logs.put_retention_policy(logGroupName=group, retentionInDays=8))[0] == "InvalidParameterException"
    logs.delete_retention_policy(logGroupName=group)
    assert "retentionInDays" not in described()


def test_tags(logs):
    name = unique("/group")
    logs.create_log_group(logGroupName=name, tags={"a": "1"})
    arn = f"arn:aws:logs:{REGION}:000000000000:log-group:{name}"
    logs.tag_resource(resourceArn=arn, tags={"b": "2", "c": "3"})
    logs.untag_resource(resourceArn=arn, tagKeys=["c"])
    assert logs.list_tags_for_resource(resourceArn=arn)["tags"] == {"a": "1", "b": "2"}
    assert logs.list_tags_log_group(logGroupName=name)["tags"] == {"a": "1", "b": "2"}
    assert failure(lambda: logs.list_tags_for_resource(resourceArn=arn + "x"))[0] == "ResourceNotFoundException"


def test_unicode_and_json_come_back_as_they_were_sent(logs, group, stream):
    texts = ["日本語 🎉", json.dumps({"a": "\n\t\"\\"}), " spaces around "]
    put(logs, group, stream, *texts)
    assert messages(logs.get_log_events(logGroupName=group, logStreamName=stream, startFromHead=True)) == texts
