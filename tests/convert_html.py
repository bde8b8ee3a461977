"""Writes a policy as a page of a school's web site, with navigation, header and footer around it."""

from __future__ import annotations

import re
from html import escape

from tests.convert import Block, Policy

_NOTE = re.compile(r"\[(\d)\]")


def _text(text: str) -> str:
    return _NOTE.sub(r'<sup><a href="#fn\1">\1</a></sup>', escape(text, quote=False))


def _list_type(marker: str, automatic: bool) -> str | None:
    """The ol type that prints a marker; None where it has brackets, which browsers never print."""
    if not automatic or not re.fullmatch(r"(?:\d+|[a-z]|[ivx]+)\.", marker):
        return None
    return "1" if marker[0].isdigit() else "i" if marker[0] == "i" else "a"


def _items(items: list[Block], automatic: bool) -> str:
    if items[0].marker == "•":
        return "<ul>\n" + "".join(f"  <li>{_text(item.text)}</li>\n" for item in items) + "</ul>\n"
    kind = _list_type(items[0].marker or "", automatic)
    if kind is None:
        inner = "".join(f"  <li>{item.marker}&nbsp;{_text(item.text)}</li>\n" for item in items)
        return f'<ul style="list-style-type: none">\n{inner}</ul>\n'
    start = re.sub(r"\D", "", items[0].marker or "") or "1"
    return (
        f'<ol type="{kind}" start="{start}">\n'
        + "".join(f"  <li>{_text(i.text)}</li>\n" for i in items)
        + "</ol>\n"
    )


def _table(rows: list[Block]) -> str:
    out = "<table>\n"
    for row in rows:
        tag = "th" if row.kind == "heads" else "td"
        line = "<tr>" + "".join(f"<{tag}>{_text(cell)}</{tag}>" for cell in row.cells) + "</tr>"
        out += f"<thead>{line}</thead>\n<tbody>\n" if row.kind == "heads" else line + "\n"
    return out + "</tbody></table>\n"


def _block(block: Block) -> str:
    marker = f"{block.marker} " if block.marker else ""
    if block.kind == "title":
        return ""
    if block.kind == "heading":
        return f"<h{block.depth + 2}>{marker}{_text(block.text)}</h{block.depth + 2}>\n"
    if match := re.match(r"\[(\d)\] ", block.text):
        return f'<div class="footnotes"><p id="fn{match[1]}">{escape(block.text[match.end() :])}</p></div>\n'
    return f"<p>{marker}{_text(block.text)}</p>\n"


def written(policy: Policy, *, automatic_numbering: bool = True) -> bytes:
    """The policy as the bytes of a web page."""
    body = ""
    group: list[Block] = []
    for block in (*policy.blocks, Block("end", "")):
        kind = {"heads": "row"}.get(block.kind, block.kind)
        numbered = kind == "clause" and _list_type(block.marker or "", automatic_numbering) is not None
        kind = "item" if numbered else kind
        if group and (
            kind != ("row" if group[0].cells else "item") or block.kind != group[-1].kind != "heads"
        ):
            body += _table(group) if group[0].cells else _items(group, automatic_numbering)
            group = []
        if kind in ("item", "row"):
            group.append(block)
        elif block.kind != "end":
            body += _block(block)
    details = "".join(f"<dt>{label}</dt><dd>{escape(value)}</dd>" for label, value in policy.details)
    page = f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{escape(policy.title)} | Our policies</title>
<style>nav li {{ display: inline }}</style></head>
<body>
<a class="skip-link" href="#main">Skip to content</a>
<header class="site-header"><a href="/">Home</a><nav><ul><li><a href="/about">About us</a></li>
<li><a href="/policies">Policies</a></li><li><a href="/contact">Contact</a></li></ul></nav></header>
<div id="cookie-banner"><p>We use cookies to improve this site.</p><button>Accept</button></div>
<main id="main"><nav class="breadcrumb"><a href="/">Home</a> &gt; <a href="/policies">Policies</a></nav>
<h1>{escape(policy.title)}</h1>
<dl>{details}</dl>
{body}</main>
<aside><h2>Related pages</h2><ul><li><a href="/news">News</a></li></ul></aside>
<footer><p>© 2026. <a href="/privacy">Privacy notice</a> <a href="/cookies">Cookies</a></p></footer>
</body></html>
"""
    return page.encode()
