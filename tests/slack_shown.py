"""Blocks as Slack shows them: the words in quotes, everything that is read, and the buttons."""

from __future__ import annotations

from tests.slack_faults import Json


def actions(blocks: list[Json]) -> list[Json]:
    """Every button, as the payload of its press has it."""
    found: list[Json] = []
    for block in blocks:
        for element in block["elements"] if block["type"] in ("actions", "context_actions") else []:
            if element["type"] == "button":
                found.append(element)
                continue
            both = (element["positive_button"], element["negative_button"])
            found += [{"type": element["type"], "action_id": element["action_id"], **each} for each in both]
    return found


def quotes(blocks: list[Json]) -> str:
    """The words in quotes as Slack shows them: of every run its text and nothing else."""
    return "".join(
        _run(run)
        for block in blocks
        if block["type"] == "rich_text"
        for element in block["elements"]
        if element["type"] == "rich_text_quote"
        for run in element["elements"]
    )


def text(blocks: list[Json]) -> str:
    """All that is read, line by line, button labels apart."""
    lines: list[str] = []
    for block in blocks:
        if block["type"] == "rich_text":
            lines += ["".join(map(_run, element["elements"])) for element in block["elements"]]
        elif block["type"] == "context":
            lines += [_plain(element) for element in block["elements"]]
        elif block["type"] not in ("actions", "context_actions"):
            raise AssertionError(f"nobody has said how {block['type']} is shown")
    return "\n".join(lines)


def _run(run: Json) -> str:
    if run["type"] == "text":
        return run["text"]
    ways = {"emoji": (":", "name", ":"), "user": ("<@", "user_id", ">"), "channel": ("<#", "channel_id", ">")}
    before, what, after = ways[run["type"]]
    return f"{before}{run[what]}{after}"


def _plain(element: Json) -> str:
    # With emoji on, Slack turns :smile: into a picture; mrkdwn it would parse.
    assert element["type"] == "plain_text"
    assert element["emoji"] is False
    return element["text"]
