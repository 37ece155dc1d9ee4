"""IAM and STS."""

import json

from stepwell import failure, make_role, trust, unique

LAMBDA_ROLE = "arn:aws:iam::aws:policy/service-role/AWSLambdaRole"
ALLOW = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "lambda:*", "Resource": "*"}]})


def test_roles(client):
    iam = client("iam")
    name = unique("role")
    created = iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=trust("lambda"), Description="d", Tags=[{"Key": "k", "Value": "v"}]
    )["Role"]
    assert created["Arn"] == f"arn:aws:iam::000000000000:role/{name}"
    assert created["RoleId"].startswith("AROA") and created["Path"] == "/"
    role = iam.get_role(RoleName=name)["Role"]
    assert role["AssumeRolePolicyDocument"] == json.loads(trust("lambda"))
    assert role["Tags"] == [{"Key": "k", "Value": "v"}] and role["MaxSessionDuration"] == 3600
    assert name in [r["RoleName"] for r in iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 2}).search("Roles[]")]
    again = failure(lambda: iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust("lambda")))
    assert again == ("EntityAlreadyExists", f"Role with name {name} already exists.")
    iam.delete_role(RoleName=name)
    assert failure(lambda: iam.get_role(RoleName=name)) == ("NoSuchEntity", f"The role with name {name} cannot be found.")


def test_attached_and_inline_policies(client):
    iam = client("iam")
    name = unique("role")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust("states"))
    iam.attach_role_policy(RoleName=name, PolicyArn=LAMBDA_ROLE)
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    assert attached == [{"PolicyName": "AWSLambdaRole", "PolicyArn": LAMBDA_ROLE}]
    iam.put_role_policy(RoleName=name, PolicyName="inline", PolicyDocument=ALLOW)
    assert iam.list_role_policies(RoleName=name)["PolicyNames"] == ["inline"]
    assert iam.get_role_policy(RoleName=name, PolicyName="inline")["PolicyDocument"] == json.loads(ALLOW)
    assert failure(lambda: iam.delete_role(RoleName=name))[0] == "DeleteConflict"
    iam.detach_role_policy(RoleName=name, PolicyArn=LAMBDA_ROLE)
    assert failure(lambda: iam.delete_role(RoleName=name)) == (
        "DeleteConflict",
        "Cannot delete entity, must delete policies first.",
    )
    iam.delete_role_policy(RoleName=name, PolicyName="inline")
    iam.delete_role(RoleName=name)


def test_customer_managed_policies(client):
    iam = client("iam")
    name = unique("policy")
    arn = iam.create_policy(PolicyName=name, PolicyDocument=ALLOW)["Policy"]["Arn"]
    assert iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"] == "v1"
    version = iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]
    assert version["Document"] == json.loads(ALLOW) and version["IsDefaultVersion"]
    local = iam.get_paginator("list_policies").paginate(Scope="Local").search("Policies[].Arn")
    assert arn in list(local)
    assert failure(lambda: iam.create_policy(PolicyName=name, PolicyDocument=ALLOW))[0] == "EntityAlreadyExists"
    bad = failure(lambda: iam.create_policy(PolicyName=unique("p"), PolicyDocument="{"))
    assert bad == ("MalformedPolicyDocument", "This policy contains invalid Json")
    iam.delete_policy(PolicyArn=arn)
    assert failure(lambda: iam.get_policy(PolicyArn=arn))[0] == "NoSuchEntity"


def test_aws_managed_policies_have_their_documents(client):
    iam = client("iam")
    arn = "arn:aws:iam::aws:policy/AWSStepFunctionsFullAccess"
    policy = iam.get_policy(PolicyArn=arn)["Policy"]
    document = iam.get_policy_version(PolicyArn=arn, VersionId=policy["DefaultVersionId"])["PolicyVersion"]["Document"]
    assert document["Statement"] == [{"Effect": "Allow", "Action": "states:*", "Resource": "*"}]


def test_caller_identity(client):
    assert client("sts").get_caller_identity()["Account"] == "000000000000"
    identity = client("sts", account="123456789012").get_caller_identity()
    assert identity["Account"] == "123456789012" and identity["Arn"] == "arn:aws:iam::123456789012:root"


def test_an_assumed_role_acts_in_its_own_name(server):
    role = make_role(server, "lambda", account="123456789012")
    sts = server.client("sts", account="123456789012")
    session = sts.assume_role(RoleArn=role, RoleSessionName="session")["Credentials"]
    import boto3

    caller = boto3.client(
        "sts",
        endpoint_url=server.endpoint,
        region_name="us-east-1",
        aws_access_key_id=session["AccessKeyId"],
        aws_secret_access_key=session["SecretAccessKey"],
        aws_session_token=session["SessionToken"],
    ).get_caller_identity()
    assert caller["Arn"] == f"arn:aws:sts::123456789012:assumed-role/{role.rsplit('/', 1)[1]}/session"


def test_validation_errors_are_in_iams_words(client):
    code, message = failure(lambda: client("iam").create_role(RoleName="x" * 65, AssumeRolePolicyDocument=trust("lambda")))
    assert code == "ValidationError"
    assert "Member must have length less than or equal to 64" in message
