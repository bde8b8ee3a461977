"""How lead-ins speak: which of them name, ask, refuse, guide or advise."""

from __future__ import annotations

import re

_I = re.IGNORECASE
NAMED = re.compile(
    r"\b(?:include|includes|including|are|is|be|following|reasons?|examples?|such as|means?|mean|for|to|those \w+)\s*(?:the following)?[:\-–—\s]*$",
    _I,
)
"""A lead-in that ends by naming what its items are."""
FORMAL = re.compile(
    r"\b(?:purposes?|aims?|objectives?|risks?|benefits|types|kinds|forms|signs|examples of|categories|definitions?|scope|background|legislation|related|relevant)\b",
    _I,
)
"""What a lead-in introduces where its items are no rules."""
QUESTIONS = re.compile(
    r"\bconsider(?:ing)? (?:the following|whether|these|the questions)\b|\bask (?:yourself|themselves)\b|\bthink about\b",
    _I,
)
"""A lead-in to questions that a reader is to ask."""
REFUSED = re.compile(
    r"\b(?:not (?:be )?(?:considered )?(?:to be )?(?:\w+ly )?(?:acceptable|allowed|permitted|tolerated|appropriate|accepted|use|authorised)|inappropriate|unacceptable|prohibited|forbidden|banned|refused|misconduct|not (?:give|do|use))\b",
    _I,
)
"""A lead-in to what is not allowed."""
GUIDED = re.compile(
    r"\b(?:following|these|this|below) (?:[\w/-]+ ?){0,3}(?:guidance|rules?|procedures?|steps|standards|principles|requirements|guidelines|conditions|expectations)|\bimportant that\b|\b(?:checks?|ensures?|makes? sure|shall|will|must|to)[:\s-]*$|\b(?:responsible for|responsibilit(?:y|ies)|duties|expectations)\b[^.]*[:\s-]*$",
    _I,
)
"""A lead-in to what is to be done."""
ADVISING = re.compile(r"\b(?:should|must|will) be (?:advised|told|reminded|informed)\b", _I)
"""A lead-in, or a sentence, on what people are to be told."""
