"""An HTTP endpoint that stands for every AWS service the server does not have: it records what it is sent and answers
each service in the service's own form."""

import http.server
import json
import re
import threading
import urllib.parse

SNS = '<{0}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><{0}Result><MessageId>m-1</MessageId></{0}Result></{0}Response>'
S3_LIST = (
    '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bucket</Name><Prefix></Prefix><KeyCount>1</KeyCount>'
    "<MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated><Contents><Key>key</Key><LastModified>2020-01-01T00:00:00.000Z</LastModified>"
    "<ETag>&quot;e&quot;</ETag><Size>1</Size><StorageClass>STANDARD</StorageClass></Contents></ListBucketResult>"
)
S3_DELETED = '<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Deleted><Key>key</Key></Deleted></DeleteResult>'


class Recorder(http.server.ThreadingHTTPServer):
    """Listens on loopback from its creation on. `document` is what stubs and documents of others hold."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.show({})
        self.requests = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def show(self, document, *stubs):
        """From now on stubs answer with each of `stubs` in turn, the last one again and again, and others with
        `document`."""
        self.document, self.stubs, self.lists = document, list(stubs or [document]), 0

    def stub(self):
        """The next answer of a stub."""
        return self.stubs.pop(0) if len(self.stubs) > 1 else self.stubs[0]

    def list_objects(self):
        """A bucket with one object, which is gone when it is listed again."""
        self.lists += 1
        return S3_LIST if self.lists == 1 else re.sub("<Contents>.*</Contents>", "", S3_LIST)

    def answer(self, method, path, target, body):
        """Media type and body of the answer to a request."""
        if path == "/stub":
            return "application/json", json.dumps(self.stub())
        if target:
            return "application/x-amz-json-1.0", json.dumps(self.json_answer(target.rpartition(".")[2], json.loads(body or "{}")))
        form = urllib.parse.parse_qs(body)
        if "Action" in form:
            return "text/xml", SNS.format(form["Action"][0])
        if "list-type=2" in path:
            return "application/xml", self.list_objects()
        if method == "POST" and "delete" in path:
            return "application/xml", S3_DELETED
        return "application/json", json.dumps(self.stub()) if method == "GET" else ""

    def json_answer(self, operation, request):
        """DynamoDB, EventBridge and SQS."""
        document = self.document
        item = {name: attribute(value) for name, value in document.items() if attribute(value)}
        item |= document.get("Item", {}) if isinstance(document.get("Item"), dict) else {}
        items = document.get("Items") if isinstance(document.get("Items"), list) else [item]
        return {
            "GetItem": {"Item": item},
            "UpdateItem": {"Attributes": document.get("Attributes", item)},
            "Scan": {"Items": items, "Count": len(items), "ScannedCount": len(items)},
            "Query": {"Items": items, "Count": len(items), "ScannedCount": len(items)},
            "PutEvents": {"FailedEntryCount": 0, "Entries": [{"EventId": "e-1"} for _ in request.get("Entries", [])]},
            "SendMessage": {"MessageId": "m-1", "MD5OfMessageBody": "d41d8cd98f00b204e9800998ecf8427e"},
            "CreateBackup": {"BackupDetails": {"BackupArn": "arn", "BackupName": "b", "BackupStatus": "CREATING"}},
        }.get(operation, {})


def attribute(value):
    """DynamoDB's form of a value, if it is a text or a number, or has the form already."""
    if isinstance(value, dict):
        return value if value and value.keys() <= {"S", "N", "BOOL", "M", "L"} else None
    return {"S": str(value)} if isinstance(value, (str, int, float)) else None


class Handler(http.server.BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode(errors="replace")
        target = self.headers.get("X-Amz-Target")
        self.server.requests.append((self.command, self.path, target, body))
        kind, answer = self.server.answer(self.command, self.path, target, body)
        payload = answer.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(payload)))
        self.send_header("x-amzn-RequestId", "r-1")
        self.send_header("ETag", '"e"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(payload)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any

    def log_message(self, *_):
        """Requests are kept, not printed."""
