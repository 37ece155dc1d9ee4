"""Accounts and regions: one a request, and two do not see each other."""

from stepwell import failure, make_machine, make_role, unique, zipped

PASS = {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}
TOKYO, IRELAND = "ap-northeast-1", "eu-west-1"


def test_two_regions_do_not_see_each_other(server):
    machine = make_machine(server, PASS)
    tokyo, ireland = (server.client("stepfunctions", region=region) for region in (TOKYO, IRELAND))
    assert machine in tokyo.get_paginator("list_state_machines").paginate().search("stateMachines[].stateMachineArn")
    assert machine not in ireland.get_paginator("list_state_machines").paginate().search("stateMachines[].stateMachineArn")

    name = unique("function")
    role = make_role(server, "lambda")
    for region in (TOKYO, IRELAND):
        functions = server.client("lambda", region=region)
        code = {"ZipFile": zipped("def lambda_handler(event, context):\n    return 1\n")}
        arn = functions.create_function(
            FunctionName=name, Runtime="python3.11", Role=role, Handler="lambda_function.lambda_handler", Code=code
        )["FunctionArn"]
        assert arn == f"arn:aws:lambda:{region}:000000000000:function:{name}"
    server.client("lambda", region=IRELAND).delete_function(FunctionName=name)
    assert server.client("lambda", region=TOKYO).get_function(FunctionName=name)
    assert failure(lambda: server.client("lambda", region=IRELAND).get_function(FunctionName=name))[0] == "ResourceNotFoundException"

    api = server.client("apigateway", region=TOKYO).create_rest_api(name="a")["id"]
    assert api not in [a["id"] for a in server.client("apigateway", region=IRELAND).get_rest_apis()["items"]]
    server.client("logs", region=TOKYO).create_log_group(logGroupName=f"/{name}")
    assert server.client("logs", region=IRELAND).describe_log_groups(logGroupNamePrefix=f"/{name}")["logGroups"] == []


def test_two_accounts_do_not_see_each_other(server):
    first, second = (server.client("stepfunctions", account=account) for account in ("111111111111", "222222222222"))
    machine = make_machine(server, PASS, account="111111111111")
    assert ":111111111111:" in machine
    assert first.describe_state_machine(stateMachineArn=machine)
    assert failure(lambda: second.describe_state_machine(stateMachineArn=machine))[0] in (
        "StateMachineDoesNotExist",
        "AccessDeniedException",
    )
    assert second.list_state_machines()["stateMachines"] == []
