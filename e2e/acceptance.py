"""A world in which a published state machine can run: what its paths, rules and functions need is read from its
definition.

Nobody wrote inputs for these machines. So every path a definition reads is put into one document, with values that lead
its Choice states to the nearest end; the document is the execution's input and what every stub answers. A path is put in
with each of its suffixes, since where a task's result lands depends on the states before it.
"""

import copy
import json
import re

PAST = "2020-01-01T00:00:00Z"
FAR = 1000
NUMBERS = {"SecondsPath": 0, "MaxConcurrencyPath": 1, "TimeoutSecondsPath": 60, "HeartbeatSecondsPath": 60}
LISTS = {"ArrayLength", "ArrayContains", "ArrayPartition", "ArrayGetItem", "ArrayUnique"}


class Unset:
    """No wish but that something is there."""


class Embedded:
    """The document itself as a text of JSON, for what is parsed."""


BY_FUNCTION = {"MathAdd": 1, "MathRandom": 1, "StringSplit": "a,b", "Base64Decode": "YQ==", "JsonMerge": {}, "StringToJson": Embedded}


def steps(path):
    """The keys of a JSONPath; an index, slice or wildcard is `[n]` with the least length the list needs."""
    found = []
    for dotted, quoted, index, predicate in re.findall(
        r"\.\.?([\w\-$]+)|\[['\"]([^'\"]+)['\"]\]|\[(\d+|\*|-?\d*:-?\d*)\]|\[\?\((.*?)\)\]", path
    ):
        if dotted or quoted:
            found.append(dotted or quoted)
        else:
            found.append(int(index) + 1 if index.isdigit() else 1)
        if predicate:
            found.append(("filter", predicate))
    return found


def put(document, path, value):
    """Puts a value where `path`, as `steps` gives it, leads; what is there already stays."""
    here = document
    for position, step in enumerate(path):
        last = position + 1 == len(path)
        if isinstance(step, tuple):
            for name, wanted in re.findall(r"@\.([\w.]+)\s*==\s*['\"]([^'\"]*)['\"]", step[1]):
                if isinstance(here, dict):
                    put(here, name.split("."), wanted)
            continue
        if isinstance(step, int):
            continue
        following = path[position + 1] if not last else None
        fresh = [{} for _ in range(following)] if isinstance(following, int) else {}
        if last:
            if step not in here or (value is not Unset and not isinstance(here[step], (dict, list)) and here[step] == "text"):
                here[step] = "text" if value is Unset else copy.deepcopy(value)
            return
        if isinstance(following, int):
            if not isinstance(here.get(step), list):
                here[step] = fresh
            while len(here[step]) < following or not isinstance(here[step][0], dict):
                here[step] = [{} for _ in range(following)]
            here = here[step][following - 1]
        else:
            if not isinstance(here.get(step), dict):
                here[step] = {}
            here = here[step]


def states_of(machine):
    """Every state at any depth, with its name and the machine it is in."""
    for name, state in machine.get("States", {}).items():
        yield name, state, machine
        for inner in [state.get("Iterator"), state.get("ItemProcessor"), *state.get("Branches", [])]:
            if inner:
                yield from states_of(inner)


def distances(machine):
    """How many transitions each state is from an end; a Fail state is far from one."""
    states = machine["States"]
    far = {name: FAR if state["Type"] == "Fail" else 0 if "Next" not in state and state["Type"] != "Choice" else 2 * FAR
           for name, state in states.items()}
    for _ in states:
        for name, state in states.items():
            targets = [state.get("Next"), state.get("Default"), *(rule.get("Next") for rule in state.get("Choices", []))]
            far[name] = min([far[name], *(far[target] + 1 for target in targets if target in far)])
    return far


class World:
    """What one definition needs."""

    def __init__(self, definition, names=None):
        """`names`: what fields such as `StateMachineArn` must hold."""
        self.names = names or {}
        self.definition = definition
        self.wishes = []
        for _, state, machine in states_of(definition):
            self.read(state)
            if state["Type"] == "Choice":
                self.choose(state, distances(machine))
        self.items = [steps(state["ItemsPath"]) for _, state, _ in states_of(definition) if "ItemsPath" in state]
        self.scopes = [steps(state["InputPath"]) for _, state, _ in states_of(definition) if state.get("InputPath")]
        first = definition["States"][definition["StartAt"]]
        reads_list = re.search(r'"(States\.\w+\()?\$\.?\[', json.dumps({**first, "Iterator": None, "ItemProcessor": None}))
        bare_map = first["Type"] == "Map" and not {"ItemsPath", "Items", "ItemReader", "InputPath"} & first.keys()
        self.wants_list = bool(reads_list or bare_map)

    def wish(self, path, value=Unset):
        path = path.replace("$$.Execution.Input", "$") if isinstance(path, str) else path
        if isinstance(path, str) and path.startswith("$") and not path.startswith("$$"):
            self.wishes.append((steps(path[1:]), value))

    # What is read

    def read(self, value, field=""):
        if isinstance(value, dict):
            for name, inner in value.items():
                if name not in ("States", "Iterator", "ItemProcessor", "Branches", "Choices"):
                    self.read(inner, name)
        elif isinstance(value, list):
            for inner in value:
                self.read(inner, field)
        elif isinstance(value, str):
            self.text(value, field)

    def text(self, text, field):
        if "{%" in text:
            for path in re.findall(r"\$states\.(?:input|result)((?:\.\w+)+)", text):
                self.wish("$" + path)
        elif text.startswith("States."):
            self.call(text)
        elif field.endswith(".$") or field.endswith("Path"):
            if field not in ("ResultPath", "OutputPath"):
                known = {**NUMBERS, **{f"{name}.$": value for name, value in self.names.items()}, "TimestampPath": PAST, "Payload.$": {}, "M.$": {}, "L.$": []}
                self.wish(text, known.get(field, Unset))
            elif field == "OutputPath":
                self.wish(text)

    def call(self, text):
        function, _, rest = text.removeprefix("States.").partition("(")
        for argument in arguments(rest.rpartition(")")[0]):
            if argument.startswith("States."):
                self.call(argument)
            elif function in LISTS:
                self.wish(argument, ["a"])
            else:
                self.wish(argument, BY_FUNCTION.get(function, Unset))

    # Where choices lead

    def choose(self, state, far):
        ways = [(far.get(rule["Next"], FAR), index, rule) for index, rule in enumerate(state["Choices"])]
        default = (far.get(state.get("Default"), 3 * FAR), len(ways), None)
        chosen = min([*ways, default], key=lambda way: way[:2])[2]
        for rule in state["Choices"]:
            if chosen is None:
                self.satisfy(rule, False)
        if chosen is not None:
            self.satisfy(chosen, True)

    def satisfy(self, rule, wanted):
        if "Condition" in rule:
            return self.text(str(rule["Condition"]), "Condition")
        if "Not" in rule:
            return self.satisfy(rule["Not"], not wanted)
        for inner in rule.get("And", []) + rule.get("Or", []):
            self.satisfy(inner, wanted)
        for operator, operand in rule.items():
            if operator not in ("Variable", "Next", "And", "Or", "Comment", "Condition", "Assign"):
                value = fitting(operator, operand, wanted)
                if value is not None:
                    # Before what is merely read, which leaves it as it is.
                    self.wishes.insert(0, (steps(rule["Variable"][1:]), value))
        return None

    def document(self):
        """The document that has everything."""
        found = {}
        for path, value in self.wishes:
            for start in range(len(path)):
                if isinstance(path[start], str):
                    put(found, path[start:], value)
        item = embed(found, "{}")
        found = embed(found, json.dumps(item))
        for path in self.scopes:
            for start in range(len(path)):
                self.widen(found, path[start:], item)
        for path in self.items:
            for start in range(len(path)):
                self.fill(found, path[start:], item)
        return found

    @staticmethod
    def widen(document, path, item):
        """Makes what `path` leads to an object that has everything, too."""
        here = document
        for step in path[:-1]:
            here = here.get(step) if isinstance(here, dict) and isinstance(step, str) else None
        if isinstance(here, dict) and path and isinstance(path[-1], str) and not isinstance(here.get(path[-1]), list):
            known = here.get(path[-1])
            here[path[-1]] = {**copy.deepcopy(item), **(known if isinstance(known, dict) else {})}

    @staticmethod
    def fill(document, path, item):
        """Makes what `path` leads to a list of one item that has everything, too."""
        here = document
        for step in path[:-1]:
            here = here.get(step) if isinstance(here, dict) and isinstance(step, str) else None
        if isinstance(here, dict) and path and isinstance(path[-1], str):
            listed = here.get(path[-1])
            here[path[-1]] = [copy.deepcopy(item)] if not isinstance(listed, list) else [{**item, **one} if isinstance(one, dict) else one for one in listed]


def embed(value, text):
    """The value with `text` where an embedded document is wished for."""
    if isinstance(value, dict):
        return {name: embed(inner, text) for name, inner in value.items()}
    if isinstance(value, list):
        return [embed(inner, text) for inner in value]
    return text if value is Embedded else value


def arguments(text):
    """Splits the arguments of a call at its own commas."""
    found, depth, quoted, start = [], 0, False, 0
    for position, letter in enumerate(text):
        if letter == "'" and text[position - 1] != "\\":
            quoted = not quoted
        elif not quoted and letter in "([":
            depth += 1
        elif not quoted and letter in ")]":
            depth -= 1
        elif not quoted and depth == 0 and letter == ",":
            found.append(text[start:position].strip())
            start = position + 1
    return [*found, text[start:].strip()]


def fitting(operator, operand, wanted):
    """A value for which a comparison gives `wanted`; None when anything or nothing will do."""
    if operator.endswith("Path"):
        return None
    if operator.startswith("Is"):
        return {
            ("IsPresent", True): Unset, ("IsNull", False): Unset, ("IsString", True): "text", ("IsNumeric", True): 1,
            ("IsBoolean", True): True, ("IsTimestamp", True): PAST,
        }.get((operator, bool(operand) == wanted))
    if operator == "BooleanEquals":
        return operand == wanted
    if operator == "StringMatches":
        return operand.replace("\\*", "*").replace("*", "") if wanted else "other"
    if operator.startswith("Numeric"):
        more = operator in ("NumericGreaterThan",) or (operator != "NumericLessThan" and not wanted)
        less = operator in ("NumericLessThan",) or (operator.startswith("NumericGreater") and not wanted)
        if operator == "NumericLessThan" and not wanted or operator == "NumericGreaterThan" and wanted:
            return operand + 1
        if operator == "NumericGreaterThan" and not wanted or operator == "NumericLessThan" and wanted:
            return operand - 1
        return operand if wanted else operand - 1 if less else operand + 1 if more else operand
    if operator == "StringEquals":
        return operand if wanted else "other"
    if operator.startswith("Timestamp"):
        return PAST
    return operand
