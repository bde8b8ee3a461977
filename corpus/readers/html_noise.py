"""The noise of web pages: navigation, banners and everything else that is not the policy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus.readers.limits import check_depth

_NEVER_PRINTED = {
    "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "canvas", "audio", "video",
    "input", "select", "textarea", "option", "datalist", "head", "link", "meta", "map", "dialog", "progress",
}  # fmt: skip
_NAVIGATION = {"nav", "aside", "menu"}
_ROLES = {"navigation", "search", "banner", "contentinfo", "complementary", "menu", "menubar", "dialog",
          "alertdialog", "doc-toc", "toolbar", "tablist"}  # fmt: skip
_BOXES = {
    "div",
    "section",
    "aside",
    "ul",
    "ol",
    "p",
    "span",
    "a",
    "header",
    "footer",
    "form",
    "table",
    "details",
}
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:breadcrumbs?|skip(?:-?(?:link|nav|to-?content))?|(?:cookie|consent|gdpr|privacy)[\w-]*(?:banner|bar|"
    r"notice|popup|modal|message|overlay|dialog)|cookieconsent|cookie-law\w*|toc|table-?of-?contents|nav(?:bar|igation)?|"
    r"(?:site|main|top|side|page|sub|mobile)-?(?:nav|menu)|menu|side-?bar|pagination|pager|share(?:-?(?:links|buttons|bar))?|"
    r"social-?(?:links|share|icons|buttons)|back-?to-?top|sr-only|visually-?hidden|screen-reader-text|print-?link|"
    r"no-?print|related-?(?:links|pages|content)|newsletter|search-?(?:form|box))(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_SKIP = re.compile(r"skip (?:to|nav)", re.IGNORECASE)
_CONTENTS = re.compile(
    r"(?:table of )?contents|on this page|in this (?:section|policy|document)|jump to", re.IGNORECASE
)
_FOOT = re.compile(
    r"©|copyright|all rights reserved|cookies?\b|privacy (?:policy|notice)|sitemap|powered by", re.IGNORECASE
)
_NOISE_SHARE = 0.3
_MAIN_SHARE = 0.5


def nodes(root: LexborNode, source: str) -> Iterator[LexborNode]:
    """All elements below `root` in order; raises TooLarge where they nest too deep."""
    stack = [(root, 0)]
    while stack:
        node, depth = stack.pop()
        check_depth(depth, source)
        if depth:
            yield node
        children = []
        child = node.child
        while child is not None:
            if not (child.tag or "-").startswith("-"):
                children.append((child, depth + 1))
            child = child.next
        stack.extend(reversed(children))


def text_of(node: LexborNode) -> str:
    """All text below a node, white space collapsed."""
    return " ".join((node.text(deep=True, separator=" ") or "").split())


def _letters(node: LexborNode) -> int:
    return len(text_of(node).replace(" ", ""))


def content(page: LexborHTMLParser, source: str) -> tuple[LexborNode | None, tuple[str, ...]]:
    """Remove the noise from a page; gives the element with the policy and the lines of the page's foot."""
    body = page.body
    if body is None:
        return None, ()
    everything = list(nodes(body, source))
    _remove([node for node in everything if _never_printed(node)])
    whole = len(text_of(body)) or 1
    _remove([node for node in _alive(body, source) if _navigates(node, whole)])
    _remove(_contents_lists(body, source))
    feet = [node for node in _alive(body, source) if node.tag in ("header", "footer") and _of_the_page(node)]
    main = _main(body)
    running = tuple(text_of(node) for node in feet if node.tag == "footer") if main is not None else ()
    if main is not None:
        return main, tuple(line for line in running if line)
    _remove([node for node in feet if _links_mostly(node)])
    return body, ()


def _alive(body: LexborNode, source: str) -> list[LexborNode]:
    return list(nodes(body, source))


def _remove(doomed: list[LexborNode]) -> None:
    """Take nodes out of the page, outermost only: the inner ones go with them."""
    inner = {node.mem_id for node in doomed}
    for node in [node for node in doomed if not _inside(node, inner)]:
        node.decompose()


def _inside(node: LexborNode, ids: set[int]) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.mem_id in ids:
            return True
        parent = parent.parent
    return False


def _never_printed(node: LexborNode) -> bool:
    if node.tag in _NEVER_PRINTED:
        return True
    attributes = node.attributes
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if _HIDDEN.search(attributes.get("style") or ""):
        return True
    if node.tag == "button":
        # Accordions put the heading's text in a button.
        if is_accordion(node):
            return False
        parent = node.parent
        while parent is not None and parent.tag in ("span", "div"):
            parent = parent.parent
        return parent is None or not re.fullmatch(r"h[1-6]|summary", parent.tag or "")
    return False


def is_accordion(node: LexborNode) -> bool:
    """Whether a button opens a part of the text, and so is that part's heading."""
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('data-toggle') or ''} {attributes.get('data-bs-toggle') or ''}"
    opens = "aria-expanded" in attributes or re.search(r"accordion|collaps|toggle", names, re.IGNORECASE)
    return node.tag == "button" and bool(opens) and len(text_of(node).split()) >= 2


def _navigates(node: LexborNode, whole: int) -> bool:
    """Whether an element is navigation or a banner, and not, by a misleading name, the policy itself."""
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    text = None
    role = (attributes.get("role") or "").lower()
    named = node.tag in _BOXES and _NAMES.search(names) is not None
    if named or node.tag in _NAVIGATION or node.tag == "form" or role in _ROLES:
        text = text_of(node)
    elif node.tag == "a" and (attributes.get("href") or "").startswith("#"):
        return bool(_SKIP.match(text_of(node)))
    return text is not None and len(text) < _NOISE_SHARE * whole


def _contents_lists(body: LexborNode, source: str) -> list[LexborNode]:
    """Lists that hold nothing but links into the page, and the heading above each."""
    found: list[LexborNode] = []
    for node in nodes(body, source):
        if node.tag not in ("ul", "ol"):
            continue
        links = node.css('a[href^="#"]')
        if len(links) < 3 or sum(map(_letters, links)) < 0.85 * _letters(node):
            continue
        found.append(node)
        above = node.prev
        while (
            above is not None
            and (above.tag or "-").startswith("-")
            and not (above.text_content or "").strip()
        ):
            above = above.prev
        if (
            above is not None
            and not (above.tag or "-").startswith("-")
            and _CONTENTS.fullmatch(text_of(above).strip(" :"))
        ):
            found.append(above)
    return found


def _of_the_page(node: LexborNode) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in ("main", "article", "section"):
            return False
        parent = parent.parent
    return True


def _main(body: LexborNode) -> LexborNode | None:
    """The one main or article element, if most of the page's text stands in it."""
    whole = len(text_of(body)) or 1
    for selector in ("main, [role=main]", "article"):
        found = body.css(selector)
        if len(found) == 1 and len(text_of(found[0])) >= _MAIN_SHARE * whole:
            return found[0]
    return None


def _links_mostly(node: LexborNode) -> bool:
    """Whether a page's header or footer is navigation or small print; one with a heading is kept."""
    text = text_of(node)
    linked = sum(len(text_of(link)) for link in node.css("a"))
    if node.tag == "header":
        return node.css_first("h1, h2") is None and (linked * 2 >= len(text) or len(text) < 200)
    return linked * 5 >= len(text) * 2 or bool(_FOOT.search(text))
