"""All pages of the console, in one list: a page that is not here is not served, and a test asks who may open each."""

from __future__ import annotations

from adapters.console import entering, working
from adapters.console.page import Page

PAGES: tuple[Page, ...] = (
    *entering.PAGES,
    *working.PAGES,
)
