"""The sample policies: that they are what their sources say, and that nobody real is in them."""

from __future__ import annotations

import importlib.util
import io
import re
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pypdfium2
import pytest

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"
ORGANISATIONS = sorted(path.parent for path in SAMPLES.glob("*/organisation.toml"))
POLICIES = sorted(path for folder in ORGANISATIONS for path in folder.iterdir() if path.suffix != ".toml")


@pytest.fixture(scope="module")
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("samples_make", SAMPLES / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # A dataclass looks its module up by name while it is being made.
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "samples_make", module)
        spec.loader.exec_module(module)
    return module


def test_two_organisations_have_at_least_eight_policies_in_all_five_formats() -> None:
    assert len(ORGANISATIONS) == 2
    assert len(POLICIES) >= 8
    assert {path.suffix for path in POLICIES} == {".txt", ".md", ".html", ".docx", ".pdf"}


def test_together_they_stay_under_a_megabyte() -> None:
    assert sum(path.stat().st_size for path in POLICIES) < 1_000_000


@pytest.mark.parametrize("folder", ORGANISATIONS, ids=lambda folder: folder.name)
def test_every_contact_can_be_reached_only_in_fiction(folder: Path) -> None:
    stated = tomllib.loads((folder / "organisation.toml").read_text(encoding="utf-8"))
    assert re.sub(r"\W+", "-", stated["name"].lower()) == folder.name
    assert any("safeguarding" in contact["role"] for contact in stated["contact"])
    for contact in stated["contact"]:
        assert re.fullmatch(r"01632 960\d{3}|[\w.]+@[\w.]+\.example", contact["reach"])


def test_word_files_are_what_their_sources_make(make: ModuleType) -> None:
    for name, (folder, suffix) in make.ISSUED.items():
        if suffix == ".docx":
            kept = (SAMPLES / folder / f"{name}.docx").read_bytes()
            assert members(kept) == members(make.word(make.page(name)))


def test_pdf_files_are_what_their_sources_make(make: ModuleType) -> None:
    for name, (folder, suffix) in make.ISSUED.items():
        if suffix == ".pdf":
            kept = (SAMPLES / folder / f"{name}.pdf").read_bytes()
            assert pages(kept) == pages(make.portable(make.page(name)))


def test_making_a_file_twice_gives_the_same_bytes(make: ModuleType) -> None:
    assert make.word(make.page("whistleblowing")) == make.word(make.page("whistleblowing"))
    assert make.portable(make.page("child-protection")) == make.portable(make.page("child-protection"))


def members(packed: bytes) -> dict[str, bytes]:
    """The contents of a zip file: how tightly they are packed depends on the machine's zlib."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pages(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as document:
        return [page.get_textpage().get_text_range() for page in document]
