"""`--iam enforce`: signed requests only, and policies decide."""

import json
import subprocess

import boto3
import pytest
from botocore.config import Config
from stepwell import REGION, Server, binary, ended, failure, trust, zipped

ROOT = {"STEPWELL_ROOT_ACCESS_KEY_ID": "123456789012", "STEPWELL_ROOT_SECRET_ACCESS_KEY": "a-long-secret"}


@pytest.fixture(scope="module")
def enforcing(tmp_path_factory):
    data = tmp_path_factory.mktemp("enforce") / "data"
    with Server(data, "--iam", "enforce", environment=ROOT) as running:
        yield running


def client(server, service, key="123456789012", secret="a-long-secret", token=None):
    return boto3.client(
        service,
        endpoint_url=server.endpoint,
        region_name=REGION,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
        config=Config(retries={"total_max_attempts": 1}),
    )


def test_only_signed_requests_are_answered(enforcing):
    assert client(enforcing, "sts").get_caller_identity()["Account"] == "123456789012"
    for service in ("stepfunctions", "lambda", "apigateway", "logs", "iam", "sts"):
        sts = client(enforcing, service, secret="wrong")
        call = {
            "stepfunctions": "list_state_machines",
            "lambda": "list_functions",
            "apigateway": "get_rest_apis",
            "logs": "describe_log_groups",
            "iam": "list_roles",
            "sts": "get_caller_identity",
        }[service]
        assert failure(getattr(sts, call))[0] in ("InvalidSignatureException", "SignatureDoesNotMatch"), service
    stranger = client(enforcing, "sts", key="AKIASTRANGER")
    assert failure(stranger.get_caller_identity)[0] in ("UnrecognizedClientException", "InvalidClientTokenId")
    status, _, _ = enforcing.http("GET", "/restapis")
    assert status == 403


def test_a_role_may_do_what_its_policies_say(enforcing):
    iam = client(enforcing, "iam")
    iam.create_role(
        RoleName="reader",
        AssumeRolePolicyDocument=json.dumps(
            {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}]}
        ),
    )
    role = "arn:aws:iam::123456789012:role/reader"
    session = client(enforcing, "sts").assume_role(RoleArn=role, RoleSessionName="session")["Credentials"]
    keys = (session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"])
    sfn = client(enforcing, "stepfunctions", *keys)
    code, message = failure(sfn.list_state_machines)
    assert code == "AccessDeniedException"
    assert "arn:aws:sts::123456789012:assumed-role/reader/session is not authorized to perform: states:ListStateMachines" in message
    iam.attach_role_policy(RoleName="reader", PolicyArn="arn:aws:iam::aws:policy/AWSStepFunctionsReadOnlyAccess")
    assert sfn.list_state_machines()["stateMachines"] == []


def test_a_workflow_without_permission_cannot_invoke(enforcing):
    iam, functions, sfn = (client(enforcing, name) for name in ("iam", "lambda", "stepfunctions"))
    for name, service in (("f-role", "lambda"), ("m-role", "states")):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust(service))
    function = functions.create_function(
        FunctionName="F",
        Runtime="python3.11",
        Role="arn:aws:iam::123456789012:role/f-role",
        Handler="lambda_function.lambda_handler",
        Code={"ZipFile": zipped("def lambda_handler(event, context):\n    return 1\n")},
    )["FunctionArn"]
    task = {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": function, "End": True}}}
    machine = sfn.create_state_machine(
        name="M", definition=json.dumps(task), roleArn="arn:aws:iam::123456789012:role/m-role"
    )["stateMachineArn"]
    arn = sfn.start_execution(stateMachineArn=machine)["executionArn"]
    execution = ended(sfn, arn)
    assert execution["status"] == "FAILED" and "is not authorized to perform: lambda:InvokeFunction" in execution["cause"]
    iam.attach_role_policy(RoleName="m-role", PolicyArn="arn:aws:iam::aws:policy/service-role/AWSLambdaRole")
    arn = sfn.start_execution(stateMachineArn=machine)["executionArn"]
    assert ended(sfn, arn, 120)["status"] == "SUCCEEDED"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--listen", "0.0.0.0:0"], "is not a loopback address"),
        (["--listen", "127.0.0.1:0", "--iam", "enforce"], "needs a root user"),
    ],
)
def test_unsafe_set_ups_are_refused(tmp_path, arguments, words):
    command = [binary(), "serve", "--data-dir", str(tmp_path / "data"), *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert ended.returncode == 1 and words in ended.stderr


def test_a_functions_own_policy_lets_an_api_invoke_it(enforcing):
    functions, apigw, iam = (client(enforcing, name) for name in ("lambda", "apigateway", "iam"))
    iam.create_role(RoleName="proxied", AssumeRolePolicyDocument=trust("lambda"))
    arn = functions.create_function(
        FunctionName="Proxied",
        Runtime="python3.11",
        Role="arn:aws:iam::123456789012:role/proxied",
        Handler="lambda_function.lambda_handler",
        Code={"ZipFile": zipped("def lambda_handler(event, context):\n    return {'statusCode': 200, 'body': 'hello'}\n")},
        Timeout=30,
    )["FunctionArn"]
    api = apigw.create_rest_api(name="proxy")["id"]
    root = apigw.get_resources(restApiId=api)["items"][0]["id"]
    here = {"restApiId": api, "resourceId": root, "httpMethod": "GET"}
    apigw.put_method(**here, authorizationType="NONE")
    uri = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{arn}/invocations"
    apigw.put_integration(**here, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri)
    apigw.create_deployment(restApiId=api, stageName="dev")
    address = f"/_aws/execute-api/{api}/dev/"
    assert enforcing.http("GET", address)[0] == 500
    allow = {"FunctionName": "Proxied", "Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com"}
    other = f"arn:aws:execute-api:{REGION}:123456789012:elsewhere/*"
    functions.add_permission(**allow, StatementId="other", SourceArn=other)
    assert enforcing.http("GET", address)[0] == 500, "the permission is for another API"
    source = f"arn:aws:execute-api:{REGION}:123456789012:{api}/*"
    functions.add_permission(**allow, StatementId="api", SourceArn=source)
    status, _, body = enforcing.http("GET", address)
    assert (status, body) == (200, b"hello")


def outcome(enforcing, name, state):
    sfn = client(enforcing, "stepfunctions")
    definition = {"StartAt": "T", "States": {"T": {"Type": "Task", "End": True, **state}}}
    role = "arn:aws:iam::123456789012:role/tasks"
    machine = sfn.create_state_machine(name=name, definition=json.dumps(definition), roleArn=role)["stateMachineArn"]
    return ended(sfn, sfn.start_execution(stateMachineArn=machine)["executionArn"])


def test_every_integration_acts_as_the_executions_role(enforcing):
    iam, sfn = (client(enforcing, name) for name in ("iam", "stepfunctions"))
    iam.create_role(RoleName="tasks", AssumeRolePolicyDocument=trust("states"))
    child = sfn.create_state_machine(
        name="Child",
        definition=json.dumps({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}),
        roleArn="arn:aws:iam::123456789012:role/tasks",
    )["stateMachineArn"]
    who = "User: arn:aws:sts::123456789012:assumed-role/tasks/stepwell is not authorized to perform: "
    start = {"Resource": "arn:aws:states:::states:startExecution", "Parameters": {"StateMachineArn": child}}
    done = outcome(enforcing, "Start", start)
    assert done["error"] == "StepFunctions.AWSStepFunctionsException"
    assert done["cause"].startswith(f"{who}states:StartExecution on resource: {child}")
    done = outcome(enforcing, "Sdk", {"Resource": "arn:aws:states:::aws-sdk:lambda:listFunctions", "Parameters": {}})
    assert done["error"] == "Lambda.LambdaException"
    assert done["cause"].startswith(f"{who}lambda:ListFunctions") and "Status Code: 403" in done["cause"]
    http = {"ApiEndpoint": "http://127.0.0.1:1", "Method": "GET"}
    done = outcome(enforcing, "Http", {"Resource": "arn:aws:states:::http:invoke", "Parameters": http})
    assert done["cause"].startswith(f"{who}states:InvokeHTTPEndpoint")
    api = {"ApiEndpoint": "a.execute-api.ap-northeast-1.amazonaws.com", "Method": "GET", "AuthType": "IAM_ROLE"}
    done = outcome(enforcing, "Api", {"Resource": "arn:aws:states:::apigateway:invoke", "Parameters": api})
    assert done["error"] == "ApiGateway.403" and "execute-api:Invoke" in done["cause"]
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "states:StartExecution", "Resource": child}]}
    iam.put_role_policy(RoleName="tasks", PolicyName="p", PolicyDocument=json.dumps(policy))
    assert outcome(enforcing, "Permitted", start)["status"] == "SUCCEEDED"


def test_a_role_of_credentials_must_trust_the_executions_role(enforcing):
    iam = client(enforcing, "iam")
    other = "arn:aws:iam::123456789012:role/other"
    own = "arn:aws:iam::123456789012:role/tasks"
    iam.create_role(RoleName="other", AssumeRolePolicyDocument=trust("states"))
    iam.attach_role_policy(RoleName="other", PolicyArn="arn:aws:iam::aws:policy/AWSStepFunctionsReadOnlyAccess")
    listing = {
        "Resource": "arn:aws:states:::aws-sdk:sfn:listStateMachines",
        "Parameters": {},
        "Credentials": {"RoleArn": other},
    }
    done = outcome(enforcing, "Stranger", listing)
    cause = f"The role {own} is not authorized to assume the task state's role, {other}."
    assert (done["error"], done["cause"]) == ("States.TaskFailed", cause)
    statement = {"Effect": "Allow", "Principal": {"AWS": own}, "Action": "sts:AssumeRole"}
    iam.update_assume_role_policy(RoleName="other", PolicyDocument=json.dumps({"Statement": [statement]}))
    assert outcome(enforcing, "Trusted", listing)["status"] == "SUCCEEDED"
