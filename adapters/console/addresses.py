"""Addresses: where the console shows a policy, a clause in it, and the file that it was read from."""

from __future__ import annotations

from adapters.console.visit import Visit

AT = "clause"
"""The place in a page at which the clause stands that its address names."""


def policy_href(visit: Visit, document_id: str, **query: str) -> str:
    """The address of a revision of a policy: it stays the same as long as the revision is kept."""
    return visit.href("policies", document_id, **query)


def clause_href(visit: Visit, document_id: str, clause_id: str) -> str:
    """The address of a clause in a revision of its policy, with the place in the page to scroll to."""
    # The slashes of an id stay slashes: some proxies turn away addresses that hold encoded ones.
    return f"{visit.href('policies', document_id, 'at', *clause_id.split('/'))}#{AT}"


def draft_href(visit: Visit, document_id: str, clause_id: str) -> str:
    """The address of a clause on the page of what was understood of its revision."""
    return f"{visit.href('drafts', document_id, clause=clause_id)}#read-{clause_id}"
