"""Writes small Word documents part by part, so that a test says exactly what stands in the file."""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = (
    f'xmlns:w="{W}" xmlns:r="{_R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_FORMAT = "application/vnd.openxmlformats-officedocument.wordprocessingml."


def para(
    text: str = "", *, style: str = "", number: tuple[int, int] | None = None, properties: str = ""
) -> str:
    """A paragraph; `text` is put in one run unless it is XML already."""
    inner = text if text.startswith("<") else run(text)
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    numbered = (
        f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>' if number else ""
    )
    return f"<w:p><w:pPr>{styled}{numbered}{properties}</w:pPr>{inner}</w:p>"


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def level(at: int, form: str, text: str, *, start: int = 1, more: str = "") -> str:
    """One level of a list."""
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def abstract(number: int, *levels: str, more: str = "") -> str:
    """A list definition."""
    return f'<w:abstractNum w:abstractNumId="{number}">{more}{"".join(levels)}</w:abstractNum>'


def num(number: int, of: int, *overrides: str) -> str:
    """A use of a list definition."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{"".join(overrides)}</w:num>'


def restart(at: int, start: int) -> str:
    """An override that starts a level anew."""
    return f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def style(
    name: str,
    *,
    title: str = "",
    based_on: str = "",
    properties: str = "",
    runs: str = "",
    default: bool = False,
) -> str:
    """A paragraph style."""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    first = ' w:default="1"' if default else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"{first}><w:name w:val="{title or name}"/>{base}'
        f"<w:pPr>{properties}</w:pPr><w:rPr>{runs}</w:rPr></w:style>"
    )


def table(*rows: tuple[str, ...], first_repeats: bool = False) -> str:
    """A table of plain cells; a cell that is XML already stands as it is."""
    out = ""
    for at, row in enumerate(rows):
        head = "<w:trPr><w:tblHeader/></w:trPr>" if first_repeats and at == 0 else ""
        cells = "".join(c if c.startswith("<w:tc>") else f"<w:tc>{para(c)}</w:tc>" for c in row)
        out += f"<w:tr>{head}{cells}</w:tr>"
    return f"<w:tbl>{out}</w:tbl>"


def word(body: str, *, numbering: str = "", styles: str = "", footnotes: str = "", title: str = "") -> bytes:
    """The bytes of a .docx with these parts."""
    parts = {"document": body, "numbering": numbering, "styles": styles, "footnotes": footnotes}
    roots = {"document": "document", "numbering": "numbering", "styles": "styles", "footnotes": "footnotes"}
    types = f'<Override PartName="/word/document.xml" ContentType="{_FORMAT}document.main+xml"/>'
    links = ""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for at, (name, inner) in enumerate(parts.items()):
            inside = f"<w:body>{inner}<w:sectPr/></w:body>" if name == "document" else inner
            archive.writestr(f"word/{name}.xml", f"<w:{roots[name]} {_NAMES}>{inside}</w:{roots[name]}>")
            if name != "document":
                types += f'<Override PartName="/word/{name}.xml" ContentType="{_FORMAT}{name}+xml"/>'
                links += f'<Relationship Id="rId{at}" Type="{_R}/{name}" Target="{name}.xml"/>'
        package = "http://schemas.openxmlformats.org/package/2006"
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{types}'
            '<Override PartName="/docProps/core.xml" '
            'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
        )
        archive.writestr(
            "docProps/core.xml",
            f'<cp:coreProperties xmlns:cp="{package}/metadata/core-properties" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" Type="{_R}/officeDocument" '
            f'Target="word/document.xml"/><Relationship Id="b" Type="{package}/relationships/metadata/core-properties" '
            'Target="docProps/core.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{package}/relationships">{links}'
            f'<Relationship Id="gone" Type="{_R}/image" Target="NULL"/></Relationships>',
        )
    return whole.getvalue()
