"""Every sentence about revisions that is not a quote: drafts, differences, checks, publications, organisations as a tree."""

from __future__ import annotations
