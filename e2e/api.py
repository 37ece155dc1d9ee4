"""A REST API under test: builds resources, methods and integrations, deploys, and calls the result."""

import json

from stepwell import REGION, unique

MOCK = {"type": "MOCK", "requestTemplates": {"application/json": '{"statusCode": 200}'}}


def lambda_uri(function):
    return f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{function}/invocations"


def lambda_integration(function, kind="AWS", **more):
    return {"type": kind, "integrationHttpMethod": "POST", "uri": lambda_uri(function), **more}


def states_integration(action, role, **more):
    uri = f"arn:aws:apigateway:{REGION}:states:action/{action}"
    return {"type": "AWS", "integrationHttpMethod": "POST", "uri": uri, "credentials": role, **more}


class Api:
    """One API; paths are created as methods need them."""

    def __init__(self, server, **settings):
        self.server = server
        self.client = server.client("apigateway")
        self.id = self.client.create_rest_api(name=unique("api"), **settings)["id"]
        self.resources = {"/": self.client.get_resources(restApiId=self.id)["items"][0]["id"]}

    def resource(self, path):
        if path not in self.resources:
            parent, _, part = path.rpartition("/")
            made = self.client.create_resource(restApiId=self.id, parentId=self.resource(parent or "/"), pathPart=part)
            assert made["path"] == path
            self.resources[path] = made["id"]
        return self.resources[path]

    def here(self, path, verb):
        return {"restApiId": self.id, "resourceId": self.resource(path), "httpMethod": verb}

    def method(self, path, verb="POST", integration=MOCK, responses=None, method=None):
        """A method with its integration. `responses`: status → settings of the integration response; a setting
        `declared` lists the headers of the method response."""
        here = self.here(path, verb)
        self.client.put_method(**here, **{"authorizationType": "NONE", **(method or {})})
        self.client.put_integration(**here, **integration)
        if integration["type"] == "AWS_PROXY":
            return here
        for status, settings in (responses or {"200": {}}).items():
            headers = settings.get("responseParameters", {})
            self.client.put_method_response(**here, statusCode=status, responseParameters={name: False for name in headers})
            self.client.put_integration_response(**here, statusCode=status, **settings)
        return here

    def deploy(self, stage="dev", **settings):
        self.client.create_deployment(restApiId=self.id, stageName=stage, **settings)
        return self

    def call(self, path, verb="POST", body=None, content_type="application/json", stage="dev", **headers):
        """Status, headers and body; the body as JSON where it is that."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if content_type:
            sent["Content-Type"] = content_type
        status, received, answer = self.server.http(verb, f"/_aws/execute-api/{self.id}/{stage}{path}", body, sent)
        try:
            return status, received, json.loads(answer)
        except ValueError:
            return status, received, answer.decode()
