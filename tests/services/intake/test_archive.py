"""One case as one archive for a document system, made on the real database and opened again."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from services.intake.archive import NDAP
from services.intake.domain.chain import Link, flaws
from services.intake.domain.seals import Leaf, Seal, broken
from services.intake.signing import good
from tests.services.intake.conftest import Office
from tests.services.intake.test_case_view import EVENTS, a_case
from tests.services.intake.test_timeline import an_event

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


async def exported(office: Office, case: str) -> dict[str, bytes]:
    """The files of the archive; they are those of its manifest, with the digests it gives."""
    answer = await office.door("officer", "GET", f"/api/cases/{case}/export")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    told = {each["path"]: (each["size"], each["sha256"]) for each in manifest["files"]}
    assert told == {
        path: (len(content), hashlib.sha256(content).hexdigest()) for path, content in files.items()
    }
    return files


async def an_archive(office: Office) -> dict[str, bytes]:
    case = await a_case(office)
    path = f"/api/applications/{case}/attachments/financial-statement?name=bilans.pdf"
    answer = await office.door("applicant:anna", "PUT", path, content=PDF)
    assert answer.status_code == 200, answer.text
    await office.service.heads.seal()
    return await exported(office, case)


async def test_an_archive_holds_the_whole_case(office: Office) -> None:
    files = await an_archive(office)
    assert set(files) == {
        "case.json",
        "chain.json",
        "proof.json",
        "case.pdf",
        "attachments/financial-statement.pdf",
        "metadata.xml",
    }
    assert files["attachments/financial-statement.pdf"] == PDF
    told = json.loads(files["case.json"])
    assert told["application"]["form"]["contact"]["name"] == "Anna Nowak"
    chained = json.loads(files["chain.json"])["entries"]
    assert len(told["case"]["entries"]) == len(chained) == len(EVENTS)


async def test_an_archive_proves_itself(office: Office) -> None:
    """With nothing but the archive and the public key."""
    files = await an_archive(office)
    chain, proof = json.loads(files["chain.json"]), json.loads(files["proof.json"])
    links = [Link.model_validate(entry) for entry in chain["entries"]]
    assert list(flaws(chain["case"], links, chain["length"], chain["head"])) == []
    (sealed,) = proof["seals"]
    leaf, seal = Leaf.model_validate(sealed["leaf"]), Seal.model_validate(sealed)
    assert (leaf.length, leaf.head) == (chain["length"], chain["head"])
    assert leaf.digest in sealed["digests"]
    assert not list(broken(None, seal, sealed["digests"], lambda text: good([proof["key"]], text)))


async def test_its_paper_is_tagged_and_polish(office: Office) -> None:
    pdf = (await an_archive(office))["case.pdf"]
    assert (pdf[:5], b"/StructTreeRoot" in pdf, b"pdfuaid" in pdf) == (b"%PDF-", True, True)
    assert b"pl-PL" in pdf


async def test_its_metadata_are_those_of_the_state_archives(office: Office) -> None:
    top = ET.fromstring((await an_archive(office))["metadata.xml"])  # noqa: S314 -- our own
    tags = [each.tag.removeprefix(f"{{{NDAP}}}") for each in top]
    assert tags == [
        "data",
        "dostep",
        "format",
        "grupowanie",
        "identyfikator",
        "identyfikator",
        "jezyk",
        "typ",
        "tytul",
    ]
    title = top.findtext(f"{{{NDAP}}}tytul/{{{NDAP}}}oryginalny") or ""
    assert title.startswith("Akta sprawy ZP/2026/")


async def test_a_licence_without_an_application_has_an_archive_too(office: Office) -> None:
    imported = an_event("licensing.licence-imported.v1", case="old")
    await office.service.cases.record(imported, "m1")
    files = await exported(office, "old")
    told: Any = json.loads(files["case.json"])
    assert (told["application"], told["case"]["state"]) == (None, "active")


@pytest.mark.parametrize("who", ["applicant:anna", "director", "operator", "expert"])
async def test_only_an_officer_takes_a_case_out(office: Office, who: str) -> None:
    case = await a_case(office)
    assert (await office.door(who, "GET", f"/api/cases/{case}/export")).status_code == 403
