"""What Slack would find wrong with blocks: by its own types, by the SDK's validators, and by documented limits.

Slack's own types are checked where they lie beside the checkout. The numbers stand in its documentation of Block Kit.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from typing import Any

import jsonschema
from slack_sdk.models.blocks import Block

from tests.shared import SHARED

SCHEMAS = SHARED / "platforms" / "schemas"

Json = dict[str, Any]


def message_faults(payload: Json) -> Iterator[str]:
    """What is wrong with a message."""
    blocks = payload.get("blocks")
    if not blocks:
        yield "a message without blocks"
        return
    if not payload.get("text"):
        yield "no text for notifications: Slack would make one out of the quotes"
    if payload.get("unfurl_links") is not False or payload.get("unfurl_media") is not False:
        yield "links may unfurl"
    if len(blocks) > 50:
        yield "more than 50 blocks"
    if len(json.dumps(blocks, ensure_ascii=False)) > 11_000:
        yield "msg_blocks_too_long"
    yield from _block_faults(blocks, "slack-knownblock.schema.json")


def view_faults(view: Json) -> Iterator[str]:
    """What is wrong with a view of the Home tab."""
    if len(view.get("blocks", ())) > 100:
        yield "more than 100 blocks"
    if any(block["type"] == "context_actions" for block in view["blocks"]):
        yield "feedback buttons belong into messages"
    yield from _schema_faults("slack-view.schema.json", view)
    yield from _block_faults(view["blocks"], "slack-knownblock.schema.json")


def _block_faults(blocks: list[Json], schema: str) -> Iterator[str]:
    for block in blocks:
        yield from _schema_faults(schema, block)
        parsed = Block.parse(dict(block))
        for each in [parsed, *(getattr(parsed, "elements", None) or [])]:
            if hasattr(each, "validate_json"):
                try:
                    each.validate_json()
                except Exception as fault:
                    yield f"{block['type']}: {fault}"
    ids = [each["action_id"] for each in _every(blocks) if "action_id" in each]
    if len(set(ids)) < len(ids):
        yield "an action id twice"
    for each in _every(blocks):
        yield from _limit_faults(each)


def _limit_faults(element: Json) -> Iterator[str]:
    kind = element.get("type")
    if kind in ("plain_text", "mrkdwn", "text") and not element["text"]:
        yield f"{kind}: an empty text"
    if kind in ("plain_text", "mrkdwn") and len(element["text"]) > 3_000:
        yield f"{kind}: over 3000"
    if kind == "button" and len(element["text"]["text"]) > 75:
        yield "button: over 75"
    if kind == "feedback_buttons":
        for side in ("positive_button", "negative_button"):
            if len(element[side]["text"]["text"]) > 75 or len(element[side]["value"]) > 2_000:
                yield f"{side}: too long"
    if len(element.get("value", "")) > 2_000 or len(element.get("action_id", "")) > 255:
        yield f"{kind}: its value or action id is too long"
    if len(element.get("url", "")) > 3_000:
        yield f"{kind}: its address is over 3000"
    if kind in ("broadcast", "usergroup"):
        yield f"{kind}: it would ring a whole channel"
    if kind == "channel" and not element["channel_id"].startswith(("C", "G")):
        yield "channel: no id of a channel"
    if element.get("style") not in (None, "primary", "danger") and kind == "button":
        yield "button: no such style"
    if kind == "actions" and len(element["elements"]) > 25:
        yield "actions: more than 25"
    if kind == "context" and len(element["elements"]) > 10:
        yield "context: more than 10"


def _every(part: Any) -> Iterator[Json]:
    """Every object within blocks."""
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from _every(each)


def _schema_faults(name: str, part: Json) -> Iterator[str]:
    """What Slack's own types find wrong, where they lie beside the checkout."""
    if (SCHEMAS / name).is_file() and not _fits(name, json.dumps(part)):
        yield f"{part.get('type')}: not as Slack's types have it"


@functools.lru_cache(maxsize=2_000)
def _fits(name: str, part: str) -> bool:
    found = json.loads(part)
    return any(each.is_valid(found) for each in _validators(name).get(found.get("type"), ()))


@functools.lru_cache
def _validators(name: str) -> dict[str, list[Any]]:
    """Of each type of block or view what it has to be like; tried one by one, for all together is slow."""
    schema = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    known = schema["definitions"]
    kind = schema["$ref"].rpartition("/")[2]
    found: dict[str, list[Any]] = {}
    for each in known[kind].get("anyOf", [schema]):
        target = known[each["$ref"].rpartition("/")[2]]
        if "properties" not in target:
            continue
        whole = {**target, "$schema": schema["$schema"], "definitions": known}
        validator = jsonschema.validators.validator_for(whole)(whole)
        found.setdefault(target["properties"]["type"]["const"], []).append(validator)
    return found
