"""Builds the asynchronous API of the README's tour through the public AWS APIs, calls it once, and shows the result.

Whatever exists already is used as it is, so it can run again and again.
"""

import argparse
import io
import json
import sys
import time
import urllib.request
import zipfile

import boto3
from botocore.config import Config

REGION = "ap-northeast-1"
FUNCTIONS = ["HelloFunction", "WeatherFunction", "NewsFunction"]
MACHINE = "Get-Amazon-Infomation_StateMachine"
API = "AsyncApi"

HANDLER = '''\
import json

def lambda_handler(event, context):
    print(f"{context.function_name} got {json.dumps(event)}")
    return {"function": context.function_name, "greeting": "Hello from Lambda!"}
'''

JSON_TEMPLATE = """\
#set($input = $input.json('$'))
{
   "input": "$util.escapeJavaScript($input)",
   "stateMachineArn": "MACHINE_ARN"
}
"""

FORM_TEMPLATE = """\
#set( $body = $util.escapeJavaScript($input.json('$')) )
{
  "input": "{\\"body\\":$body,\\"requestContext\\":{\\"requestId\\":\\"$context.requestId\\"},\\"headers\\":{\\"content-type\\":\\"$input.params().header.get('content-type')\\"}}",
  "stateMachineArn": "MACHINE_ARN"
}
"""


def step(text):
    print(f"  {text}", flush=True)


def once(create, *exists):
    """Calls `create`; a resource that exists already is as good as one that was made."""
    try:
        return create()
    except Exception as error:
        code = getattr(error, "response", {}).get("Error", {}).get("Code", "")
        if code not in exists:
            raise
        return None


def trust(service):
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"}
            ],
        }
    )


def role(iam, name, service, *policies):
    once(lambda: iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust(service)), "EntityAlreadyExists")
    for policy in policies:
        iam.attach_role_policy(RoleName=name, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
    return iam.get_role(RoleName=name)["Role"]["Arn"]


def code():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("lambda_function.py", HANDLER)
    return buffer.getvalue()


def function(client, name, role_arn):
    once(
        lambda: client.create_function(
            FunctionName=name,
            Runtime="python3.9",
            Role=role_arn,
            Handler="lambda_function.lambda_handler",
            Code={"ZipFile": code()},
        ),
        "ResourceConflictException",
    )
    return client.get_function(FunctionName=name)["Configuration"]["FunctionArn"]


def definition(function_arns):
    def branch(arn):
        name = arn.rsplit(":", 1)[1]
        task = {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": arn, "Payload.$": "$"},
            "OutputPath": "$.Payload",
            "End": True,
        }
        return {"StartAt": name, "States": {name: task}}

    parallel = {"Type": "Parallel", "Branches": [branch(arn) for arn in function_arns], "End": True}
    return json.dumps({"StartAt": "All", "States": {"All": parallel}})


def machine(sfn, name, role_arn, text):
    for known in sfn.get_paginator("list_state_machines").paginate().search("stateMachines[]"):
        if known["name"] == name:
            return known["stateMachineArn"]
    return sfn.create_state_machine(name=name, roleArn=role_arn, definition=text)["stateMachineArn"]


def rest_api(apigw, role_arn, machine_arn):
    for known in apigw.get_rest_apis(limit=500)["items"]:
        if known["name"] == API:
            return known["id"]
    api = apigw.create_rest_api(name=API)["id"]
    root = apigw.get_resources(restApiId=api)["items"][0]["id"]
    resource = apigw.create_resource(restApiId=api, parentId=root, pathPart="execution")["id"]
    here = {"restApiId": api, "resourceId": resource}
    origin = "method.response.header.Access-Control-Allow-Origin"

    apigw.put_method(**here, httpMethod="POST", authorizationType="NONE")
    apigw.put_integration(
        **here,
        httpMethod="POST",
        type="AWS",
        integrationHttpMethod="POST",
        uri=f"arn:aws:apigateway:{REGION}:states:action/StartExecution",
        credentials=role_arn,
        passthroughBehavior="WHEN_NO_TEMPLATES",
        requestParameters={"integration.request.header.Accept": "'*/*'"},
        requestTemplates={
            "application/json": JSON_TEMPLATE.replace("MACHINE_ARN", machine_arn),
            "multipart/form-data": FORM_TEMPLATE.replace("MACHINE_ARN", machine_arn),
        },
    )
    apigw.put_method_response(**here, httpMethod="POST", statusCode="200", responseParameters={origin: False})
    apigw.put_integration_response(**here, httpMethod="POST", statusCode="200", responseParameters={origin: "'*'"})
    cors(apigw, here)
    apigw.create_deployment(restApiId=api, stageName="dev")
    return api


def cors(apigw, here):
    """What the console's "Enable CORS" makes: an OPTIONS method on a mock."""
    headers = {
        "method.response.header.Access-Control-Allow-Headers": "'Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token'",
        "method.response.header.Access-Control-Allow-Methods": "'OPTIONS,POST'",
        "method.response.header.Access-Control-Allow-Origin": "'*'",
    }
    apigw.put_method(**here, httpMethod="OPTIONS", authorizationType="NONE")
    apigw.put_integration(
        **here, httpMethod="OPTIONS", type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'}
    )
    declared = {name: False for name in headers}
    apigw.put_method_response(**here, httpMethod="OPTIONS", statusCode="200", responseParameters=declared)
    apigw.put_integration_response(**here, httpMethod="OPTIONS", statusCode="200", responseParameters=headers)


def post(url, body):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def finished(sfn, arn, seconds=120):
    """The execution once it has ended. The first run may install the language runtime."""
    deadline = time.monotonic() + seconds
    while True:
        execution = sfn.describe_execution(executionArn=arn)
        if execution["status"] != "RUNNING":
            return execution
        if time.monotonic() > deadline:
            sys.exit(f"demo: {arn} is still running after {seconds} s; see the server's log above")
        time.sleep(0.05)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--endpoint", default="http://127.0.0.1:4566")
    endpoint = parser.parse_args().endpoint
    config = Config(retries={"total_max_attempts": 1}, read_timeout=120)
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION)
    iam, functions, sfn, apigw, logs = (
        session.client(name, endpoint_url=endpoint, config=config)
        for name in ("iam", "lambda", "stepfunctions", "apigateway", "logs")
    )

    print("==> building the asynchronous API")
    step("IAM: roles for API Gateway, Lambda and Step Functions")
    gateway_role = role(iam, "APIGatewayToStepFunctions", "apigateway", "AWSStepFunctionsFullAccess")
    function_role = role(iam, "HelloFunctionRole", "lambda", "service-role/AWSLambdaBasicExecutionRole")
    machine_role = role(iam, "AsyncApiMachineRole", "states", "service-role/AWSLambdaRole")
    step(f"Lambda: {', '.join(FUNCTIONS)}")
    arns = [function(functions, name, function_role) for name in FUNCTIONS]
    step(f"Step Functions: {MACHINE}, the three functions in parallel")
    machine_arn = machine(sfn, MACHINE, machine_role, definition(arns))
    step("API Gateway: POST /execution starts an execution; deployed to stage dev")
    api = rest_api(apigw, gateway_role, machine_arn)
    url = f"{endpoint}/_aws/execute-api/{api}/dev/execution"

    print("==> calling it once")
    started = post(url, {"ContentType": "application/json"})
    step(f"the answer, at once: {json.dumps(started)}")
    execution = finished(sfn, started["executionArn"])
    took = execution["stopDate"] - execution["startDate"]
    step(f"the execution {execution['status']} after {took.total_seconds():.3f} s")
    step(f"its output: {execution.get('output') or execution.get('cause')}")
    lines = logs.filter_log_events(logGroupName=f"/aws/lambda/{FUNCTIONS[0]}")["events"]
    step(f"what {FUNCTIONS[0]} logged:")
    for line in lines[-4:]:
        step(f"    {line['message'].rstrip()}")
    if execution["status"] != "SUCCEEDED":
        sys.exit("demo: the execution did not succeed")

    print(
        f"""
==> Stepwell is up
  endpoint   {endpoint}
  invoke     {url}

  curl -X POST {url} -H 'Content-Type: application/json' -d '{{"ContentType": "application/json"}}'
  AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test .venv/bin/aws --endpoint-url {endpoint} --region {REGION} stepfunctions list-executions --state-machine-arn {machine_arn}

  stop with Ctrl-C; what was acknowledged is kept in the data directory
""",
        flush=True,
    )


if __name__ == "__main__":
    main()
