"""Files that a browser keeps: the name under which it does, whatever letters the name has."""

from __future__ import annotations

from urllib.parse import quote


def attached(name: str) -> str:
    """What is said of a file that is downloaded, as a header can say it; a name in plain letters stands first, for old browsers."""
    plain = "".join(each if each.isascii() and (each.isalnum() or each in "._-") else "_" for each in name)
    said = f'attachment; filename="{plain}"'
    return said if plain == name else f"{said}; filename*=UTF-8''{quote(name, safe='')}"
