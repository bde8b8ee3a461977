"""What a policy says of itself: its purpose, its reach, its review, its definitions and its references."""

from __future__ import annotations

import re

_I = re.IGNORECASE
_POLICY = r"(?:polic(?:y|ies)|codes?|procedures?|documents?|guidance|guidelines|rules?|handbook|statement|strategy|framework|section|plan)"
ABOUT_ITSELF = re.compile(
    rf"^(?:(?:this|the|these|our|that)(?: [\w-]+){{0,4}}? {_POLICY}(?: and {_POLICY})?|it|they|we|this|these rules)(?: also| therefore| is designed to| is intended to| will)* "
    r"(?:appl(?:y|ies)|covers?|binds?|sets? out|explains?|rests? on|says?|aims?|describes?|outlines?|relates?|protects?|follows? (?:the|section)|provides?|gives? \w+ and|"
    r"(?:is|are|was|were) (?:made|written|based|reviewed|designed|part|to|linked|looked at|read|intended|about|for|approved)|reaches|extends?|does not (?:cover|apply|extend|replace|form)|be (?:part|reviewed|updated|monitored)|supports?|lets us|forms?|replaces?)\b(?! (?:that )?\w+ must)"
    rf"|^(?:the|our) (?:purpose|aims?|objectives?|intention|scope|law|main laws?|main law)\b|\b(?:reviews?|approves?|rewrites?|reviewed|approved)\b[^.]{{0,60}}\b(?:this|the|our) {_POLICY}|"
    rf"\b{_POLICY} (?:is|are|will be) (?:reviewed|approved|updated|monitored|available|looked at|revised)\b|^(?:date|version|revisions?|effective|review date|signed)\b[^.]{{0,30}}:",
    _I,
)
"""A policy on its own purpose, reach, basis or review."""
REFERENCE = re.compile(
    r"^(?:please )?(?:also )?(?:see|refer to the \w+ \w*\s*policy|read (?:alongside|with|in conjunction|this (?:alongside|with|in conjunction|together))|related)\b|\b(?:should|must|is to|can|may) (?:also )?be read (?:in conjunction|with|alongside|together)\b|"
    r"^for (?:further|more) (?:information|details|guidance|advice)\b|^further (?:information|guidance|details)\b|\b(?:is|are) referred to\b|\bcan be (?:found|read|seen|viewed|downloaded) (?:at|on|here|from|in (?:the|our|this|appendix|section|annex|part))\b|\bis available (?:from|on|at)\b",
    _I,
)
"""A pointer to other documents."""
DEFINITION = re.compile(
    r"^(?:in this \w+,? ?)?[\"']?(?:an? |the )?[\w\"'/ -]{1,50}?[\"']? (?:(?<!any )(?<!other )(?<!by )(?<!of )means(?! and| of| to)|refers to|is defined as|(?:should|shall|must|is to|are to),?(?: where relevant,?)? be (?:taken|read|understood) (?:to|as)|(?:is|are) (?:any|anything|anyone|someone|somebody|a person|the process|when|where|treating|punishing|unwanted|any deliberate)\b|covers|includes? but)"
    r"|^[\"'][^\"']{2,40}[\"'] (?:means|covers|refers|includes|is|are)\b",
    _I,
)
"""What a word means."""
REVIEW = re.compile(
    r"\b(?:reviews?|approves?|reviewed|approved|rewrites?|revised)\b[^.]{0,60}\b(?:polic(?:y|ies)|code|rules|procedure)|\b(?:polic(?:y|ies)|code|rules|procedure) (?:is|are|will be|shall be) (?:reviewed|approved|looked at|revised|updated|monitored)|^(?:date|version|revisions?|effective|review date)\b[^.]{0,30}:|(?:\bAct (?:19|20)\d\d\b.*){2}|\bcan be found (?:at|on|in the)\b|^for (?:further|more) ",
    _I,
)
"""Who reviews a policy and when, its dates, its laws and where to read on."""
REACH = re.compile(
    r"(?:this|the|it|these)\b[\w -]{0,40}? (?:appl(?:y|ies)|covers?|relates?|extends?|does not (?:apply|cover|extend))\b",
    _I,
)
"""What a policy covers and does not cover."""
