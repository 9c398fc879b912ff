"""One case as one archive for an office's document system (EZD)."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import io
import json
import re
import zipfile
from collections.abc import AsyncIterator
from typing import Any, Final
from xml.etree import ElementTree as ET

from chassis.mongo import Document
from chassis.process import Unknown
from services.intake import papers
from services.intake.api.case_view import CaseView, Eyes, look
from services.intake.audit import leaves_of
from services.intake.domain.application import Application
from services.intake.domain.seals import Seal
from services.intake.letters import letters
from services.intake.service import Intake

NDAP: Final = "http://www.mswia.gov.pl/standardy/ndap"
"""Metadata of documents as the State Archives describe them (Metadane 1.7)."""

_TYPES: Final = {".json": "application/json", ".pdf": "application/pdf", ".xml": "application/xml"}
_ENDINGS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
_PIECE: Final = 64 * 1024


class Archive:
    """A ZIP that notes the digest of everything put in."""

    def __init__(self, made: dt.datetime) -> None:
        self._buffer = io.BytesIO()
        self._zip = zipfile.ZipFile(self._buffer, "w", zipfile.ZIP_DEFLATED)
        self._made = made
        self.files: list[Document] = []

    def put(self, path: str, content: bytes, kind: str | None = None) -> None:
        """Add a file."""
        info = zipfile.ZipInfo(path, self._made.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        self._zip.writestr(info, content)
        ending = path[path.rindex(".") :]
        noted = {
            "path": path,
            "size": len(content),
            "type": kind or _TYPES[ending],
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        self.files.append(noted)

    def put_json(self, path: str, value: Any) -> None:
        """Add a JSON file."""
        self.put(path, json.dumps(value, ensure_ascii=False, indent=2).encode())

    def closed(self) -> bytes:
        """The whole archive."""
        self._zip.close()
        return self._buffer.getvalue()


async def export(service: Intake, document: Document) -> bytes:
    """The case file, its chain and proof; the application, its files and letters; a manifest.

    Args:
        service: Whose case it is.
        document: The case file.
    """
    now, case = service.clock.now(), str(document["_id"])
    found = await service.applications.find(case)
    application = None if found is None else found.state
    view = await look(service, document, "pl", Eyes(office=True))
    length, head = document.get("length", 0), document.get("head", "")
    pdf = await asyncio.to_thread(papers.case_pdf, view, application, length, head)
    archive = Archive(now)
    archive.put_json("case.json", _case(view, application))
    archive.put_json("chain.json", {**_chain(document), "length": length, "head": head})
    archive.put_json("proof.json", await _proof(service, case))
    archive.put("case.pdf", pdf)
    for kind, attachment in application.attachments.items() if application else ():
        ending = _ENDINGS[attachment.type]
        content = await _whole(service, application, kind)
        archive.put(f"attachments/{kind}.{ending}", content, attachment.type)
    for name, paper in (await letters(service, application, "pl") if application else {}).items():
        archive.put(f"letters/{name}.pdf", await asyncio.to_thread(paper.pdf))
    archive.put("metadata.xml", metadata(view, application, now, len(pdf)))
    archive.put_json("manifest.json", _manifest(view, now, archive.files))
    return archive.closed()


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    """An archive as it is sent."""
    for start in range(0, len(content), _PIECE):
        yield content[start : start + _PIECE]


def name_of(view: Document) -> str:
    """What the file is called: ``ZP-2026-000123.zip``."""
    said = view.get("number") or view.get("licence_number") or view["_id"]
    return re.sub(r"[^\w.-]", "-", said) + ".zip"


def metadata(view: CaseView, application: Application | None, now: dt.datetime, size: int) -> bytes:
    """What the document is, as *Metadane 1.7* of the State Archives say it; order matters there."""
    ET.register_namespace("ndap", NDAP)
    said = view.number or view.licence_number or view.id
    top = ET.Element(f"{{{NDAP}}}dokument", {"wersja": "1.7"})
    first = min((entry.at for entry in view.entries), default=now)
    last = max((entry.at for entry in view.entries), default=now)
    _add(top, "data", typ="daty skrajne", od=f"{first:%Y-%m-%d}", do=f"{last:%Y-%m-%d}")
    _add(top, "dostep", dostepnosc="metadane", uwagi="Akta zawierają dane osobowe.")
    form = _add(top, "format", typ="application/pdf")
    ET.SubElement(form, f"{{{NDAP}}}wielkosc", {"jednostka": "bajt"}).text = str(size)
    about = "Znak Zakup Prospołeczny"
    _add(top, "grupowanie", typ="sprawa w systemie Znak", kod=said, opis=about)
    _add(top, "identyfikator", typ="SystemID", wartosc=view.id)
    _add(top, "identyfikator", typ="numer", wartosc=said)
    ET.SubElement(top, f"{{{NDAP}}}jezyk", {"kod": "pol"}).text = "polski"
    _add(top, "typ", kategoria="tekst")
    entity = application.form.entity.name if application else ""
    title = _add(top, "tytul")
    original = ET.SubElement(title, f"{{{NDAP}}}oryginalny", {"jezyk": "pol"})
    original.text = f"Akta sprawy {said}" + (f" – {entity}" if entity else "")
    return bytes(ET.tostring(top, encoding="utf-8", xml_declaration=True))


def _add(parent: ET.Element, tag: str, **parts: str) -> ET.Element:
    made = ET.SubElement(parent, f"{{{NDAP}}}{tag}")
    for name, text in parts.items():
        ET.SubElement(made, f"{{{NDAP}}}{name}").text = text
    return made


def _case(view: CaseView, application: Application | None) -> Document:
    filed = None if application is None else application.model_dump(mode="json", exclude={"search"})
    return {"case": view.model_dump(mode="json"), "application": filed}


def _chain(document: Document) -> Document:
    return {"case": document["_id"], "entries": document["entries"]}


async def _proof(service: Intake, case: str) -> Document:
    """The seals that cover the case: with all their leaves' digests each root can be made anew."""
    seals = [
        {
            **Seal.model_validate(found).model_dump(mode="json"),
            "leaf": next(leaf for leaf in found["leaves"] if leaf["case"] == case),
            "digests": [leaf.digest for leaf in leaves_of(found)],
        }
        for found in await service.heads.naming(case)
    ]
    signer = service.heads.signer
    return {"key": None if signer is None else signer.public, "seals": seals}


async def _whole(service: Intake, application: Application | None, kind: Any) -> bytes:
    """An attached file.

    Raises:
        Unknown: Its content is not there any more.
    """
    if application is None:
        raise Unknown("attachment")
    content = await service.files.pieces(application.attachments[kind])
    return b"".join([piece async for piece in content])


def _manifest(view: CaseView, now: dt.datetime, files: list[Document]) -> Document:
    return {
        "case": view.id,
        "number": view.number,
        "licence_number": view.licence_number,
        "made_at": now.isoformat(),
        "files": files,
    }
