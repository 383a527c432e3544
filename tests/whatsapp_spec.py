"""Holds a request against the Cloud API's own specification, and the limits it states in words."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

FOLDER = Path(__file__).parent / "specs"
BODY, CHOICES = 1024, 10
Json = dict[str, Any]


@cache
def spec() -> Json:
    """The document with its corrections laid over it."""
    loaded: Json = json.loads((FOLDER / "whatsapp-cloud-api.min.json").read_text("utf-8"))
    text = (FOLDER / "whatsapp-cloud-api.corrections.json").read_text("utf-8")
    for correction in json.loads(text)["corrections"]:
        _correct(loaded, correction)
    return loaded


def _correct(document: Json, correction: Json) -> None:
    *path, last = correction["at"].strip("/").split("/")
    place: Any = document
    for step in path:
        place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
    if correction["op"] == "merge":
        place[last] = {**place.get(last, {}), **correction["value"]}
    else:
        place[last] = correction["value"]


def violations(request: Mapping[str, object]) -> list[str]:
    """Everything that is wrong with a request to `/messages`, in words."""
    if request.get("status") == "read":
        return _faults("MarkMessageRequestPayload", "", request)
    kind = str(request.get("type", "text"))
    mapping = spec()["components"]["schemas"]["Message"]["discriminator"]["mapping"]
    if kind not in mapping:
        return [f"type: {kind} is not known"]
    interactive = request.get("interactive")
    inner = str(interactive.get("type", "")) if isinstance(interactive, dict) else ""
    reached = "to" in request or "recipient" in request
    wrong = _faults(mapping[kind].rsplit("/", 1)[1], inner, request)
    return wrong + list(_limits(request)) + ([] if reached else ["nobody is written to"])


def _faults(schema: str, interactive: str, value: Mapping[str, object]) -> list[str]:
    found = _validator(schema, interactive).iter_errors(value)
    return [f"{'.'.join(map(str, fault.absolute_path))}: {fault.message}" for fault in found]


@cache
def _validator(schema: str, interactive: str) -> Draft202012Validator:
    return Draft202012Validator(_inlined({"$ref": f"#/components/schemas/{schema}"}, interactive))


def _inlined(node: Any, interactive: str) -> Any:
    """The schema without references; objects that list their fields take no others."""
    if isinstance(node, list):
        return [_inlined(each, interactive) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inlined(_at(node["$ref"]), interactive)
    if interactive in node.get("x-by-type", {}):
        return _inlined(node["x-by-type"][interactive], interactive)
    if "allOf" in node:
        return _inlined(_merged(node["allOf"]), interactive)
    whole = {key: _inlined(value, interactive) for key, value in node.items()}
    if isinstance(whole.get("properties"), dict) and "oneOf" not in whole:
        whole.setdefault("additionalProperties", False)
    return whole


def _at(reference: str) -> Any:
    place: Any = spec()
    for step in reference.removeprefix("#/").split("/"):
        place = place[int(step)] if isinstance(place, list) else place[step]
    return deepcopy(place)


def _merged(halves: list[Json]) -> Json:
    whole: Json = {"type": "object", "properties": {}, "required": []}
    for half in halves:
        part = _at(half["$ref"]) if "$ref" in half else half
        part = _merged(part["allOf"]) if "allOf" in part else part
        whole["properties"] |= part.get("properties", {})
        whole["required"] += part.get("required", [])
    return whole


def _limits(request: Mapping[str, Any]) -> Iterator[str]:
    """What the document says only in words, or not at all."""
    shown = request.get("interactive", {})
    if len(shown.get("body", {}).get("text", "")) > BODY:
        yield f"interactive.body.text: longer than {BODY}"
    action = shown.get("action", {})
    rows = [row for section in action.get("sections", []) for row in section["rows"]]
    titles = [each["reply"]["title"] for each in action.get("buttons", [])]
    titles += [row["title"] for row in rows]
    if len(rows) > CHOICES or len(titles) != len({title.casefold() for title in titles}):
        yield "interactive.action: too many rows, or two that look the same"
    for part in request.get("template", {}).get("components", []):
        for parameter in part.get("parameters", []):
            text = parameter.get("text", "x")
            if not text or "\n" in text or "\t" in text or "    " in text:
                yield "template: a parameter is empty or holds a newline, a tab or four spaces"
