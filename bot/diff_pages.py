"""The changes of drafts as one HTML page that needs nothing else: side by side, on a phone one below the other, or printed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import jinja2

from bot import revision_phrases as phrases
from bot.diff_lists import beside, counts
from bot.diff_rows import shown
from bot.diffing import Compared
from bot.pack_files import exactly


def page(organisation: str, compared: Sequence[Compared]) -> str:
    """The page of an organisation's drafts; it holds no script and fetches nothing."""
    drafts = [
        {
            "title": each.draft.title,
            "policy": each.draft.policy,
            "beside": beside(each),
            "counts": counts(each) if each.told else phrases.DIFF_NOTHING,
            "rows": [shown(difference) for difference in each.told],
        }
        for each in compared
    ]
    return (
        _templates()
        .get_template("diff.html")
        .render(organisation=organisation, drafts=drafts, phrases=phrases)
    )


@cache
def _templates() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("bot"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["exactly"] = exactly
    return made
