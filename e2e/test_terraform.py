"""Terraform's AWS provider builds the asynchronous API, comes to rest, and removes it.

Skips visibly where the terraform CLI or the provider's plugin mirror (a folder `registry.terraform.io`) is missing.
"""

import json
import os
import pathlib
import shutil
import subprocess

import pytest
from stepwell import ended, shared, zipped

QUIET = ["-no-color", "-input=false"]
HANDLER = """
import os

def lambda_handler(event, context):
    return {"branch": os.environ["BRANCH"], "event": event}
"""


def plugin_mirror():
    named = os.environ.get("STEPWELL_TERRAFORM_PLUGINS")
    places = [named] if named else ["/opt/tf-plugins", "/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins"]
    return next((place for place in places if (pathlib.Path(place) / "registry.terraform.io").is_dir()), None)


@pytest.fixture
def terraform(fresh, tmp_path):
    if shutil.which("terraform") is None:
        pytest.skip("terraform is not installed")
    if plugin_mirror() is None:
        pytest.skip("no plugin mirror with registry.terraform.io; set STEPWELL_TERRAFORM_PLUGINS")
    if shared() is None:
        pytest.skip("the acceptance configuration is not here; set STEPWELL_SHARED")
    work = tmp_path / "terraform"
    shutil.copytree(shared() / "acceptance/terraform", work, copy_function=shutil.copyfile)
    work.chmod(0o755)
    (work / "code.zip").write_bytes(zipped(HANDLER))
    settings = tmp_path / "terraformrc"
    settings.write_text(f'provider_installation {{\n  filesystem_mirror {{ path = "{plugin_mirror()}" }}\n}}\n')
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": str(settings), "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
    variables = [f"-var=endpoint={fresh.endpoint}", f"-var=function_zip={work / 'code.zip'}"]

    def command(*arguments, check=True, with_variables=True):
        line = ["terraform", *arguments, *(variables if with_variables else [])]
        done = subprocess.run(line, cwd=work, env=environment, capture_output=True, text=True, timeout=300)
        assert not check or done.returncode == 0, f"{line}\n{done.stdout[-3000:]}\n{done.stderr[-5000:]}"
        return done

    command("init", *QUIET, with_variables=False)
    return command


def planned(done):
    """What `plan -json` would change: address → action."""
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    changes = [line["change"] for line in lines if line["type"] == "planned_change"]
    return {change["resource"]["addr"]: change["action"] for change in changes}


def test_apply_plan_call_destroy(fresh, terraform):
    """The provider keeps what is empty as null when it creates and as empty when it reads it again, and the
    configuration hashes whole resources into the deployment's trigger. So the first plan after the first apply may,
    on every server and on AWS, deploy anew; it may do nothing else, and after it there is nothing to change."""
    terraform("apply", "-auto-approve", *QUIET)
    drift = terraform("plan", "-json", "-out=again", "-input=false")
    assert planned(drift).items() <= {"aws_api_gateway_deployment.now": "replace", "aws_api_gateway_stage.dev": "update"}.items()
    terraform("apply", *QUIET, "again", with_variables=False)
    again = terraform("plan", "-detailed-exitcode", *QUIET, check=False)
    assert again.returncode == 0, again.stdout[-5000:] + again.stderr[-2000:]

    outputs = json.loads(terraform("output", "-json", with_variables=False).stdout)
    assert outputs["account"]["value"] == "000000000000"
    path = f"/_aws/execute-api/{outputs['rest_api_id']['value']}/dev/execution"
    status, headers, body = fresh.http("POST", path, '{"from": "terraform"}', {"Content-Type": "application/json"})
    assert status == 200 and headers["Access-Control-Allow-Origin"] == "*", body
    execution = ended(fresh.client("stepfunctions"), json.loads(body)["executionArn"], 120)
    assert execution["status"] == "SUCCEEDED", execution
    branches = json.loads(execution["output"])
    assert sorted(output["branch"] for output in branches) == ["First", "Second", "Third"]

    terraform("destroy", "-auto-approve", *QUIET)
    assert fresh.client("apigateway").get_rest_apis()["items"] == []
    assert fresh.client("lambda").list_functions()["Functions"] == []
    assert fresh.client("iam").list_roles()["Roles"] == []
    assert fresh.client("logs").describe_log_groups()["logGroups"] == []
    assert fresh.client("stepfunctions").list_state_machines()["stateMachines"] == []
