"""Notifications by hand: a mail for each event and person, sent beside the handlers."""

from __future__ import annotations

import hashlib
from base64 import encodebytes
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

from bench.floor.process import Delivery, Handler, Parts, main
from bench.floor.smtp import Mail, Senders
from bench.floor.store import Fields

LEASE = timedelta(seconds=60)
TITLES = {
    "intake.application-submitted.v1": "Przyjęliśmy wniosek",
    "intake.application-accepted.v1": "Wniosek jest poprawny formalnie",
    "evaluation.expert-assigned.v1": "Nowy wniosek do oceny",
    "evaluation.evaluation-concluded.v1": "Znak został przyznany",
    "licensing.licence-drafted.v1": "Umowa czeka na podpis",
    "licensing.licence-activated.v1": "Licencja jest aktywna",
}
PAGE = """<!DOCTYPE html><html lang="pl"><head><meta charset="utf-8"><title>{title}</title></head>
<body style="margin:0;padding:24px;background:#f4f4f2;font:16px/1.5 sans-serif;color:#222">
<div style="max-width:600px;margin:auto;background:#fff;padding:32px;border-radius:8px">
<h1 style="font-size:20px">{title}</h1><p>Dzień dobry, {name},</p>{facts}
<p><a href="{link}" style="display:inline-block;padding:12px 20px;background:#0b5;color:#fff">
Zobacz szczegóły</a></p><p>Pozdrawiamy, {office}</p></div></body></html>"""
SHOWN = (("number", "Numer wniosku"), ("licence_number", "Numer licencji"), ("deadline", "Termin"))


def build(parts: Parts) -> Mapping[str, Handler]:
    """The queues of notifications."""
    notifications = Notifications(parts)
    return {
        **{f"notifications.{name}": notifications.tell for name in TITLES},
        "notifications.evaluation.score-submitted.v1": notifications.settle,
    }


class Notifications:
    """Writes, sends and records mails."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.store
        self._senders = Senders(self._sent)
        self._settled = parts.database["settled"]

    async def tell(self, delivery: Delivery) -> None:
        """Write the mail, leased to this process, and hand it over."""
        body, now = delivery.body, datetime.now(UTC)
        person = body.get("expert") or body["contact"]
        id_ = f"{delivery.id}:{person['person']}"
        digest = hashlib.sha256(id_.encode()).hexdigest()[:32]
        mail: Mail = {
            "state": "sending",
            "id": id_,
            "event": delivery.id,
            "case": body["case"],
            "person": person["person"],
            "to": person["email"],
            "name": person["name"],
            "language": person["language"],
            "template": delivery.type,
            "context": {label: body[key] for key, label in SHOWN if key in body},
            "message_id": f"<{digest}@example.org>",
            "created_at": now.isoformat(),
            "lease_until": (now + LEASE).isoformat(),
        }
        if await self._store.create("mails", id_, delivery.id, mail):
            self._senders.offer({**mail, "bytes": written(mail, now)})

    async def settle(self, delivery: Delivery) -> None:
        """A card is in: its expert is to be reminded no more."""
        body, until = delivery.body, datetime.now(UTC) + timedelta(days=30)
        later = {"at": datetime.fromisoformat(body["at"]), "until": until}
        await self._settled.update_one(
            {"_id": f"task:{body['task']}"}, {"$max": later}, upsert=True
        )

    async def _sent(self, mail: Mail) -> None:
        now = datetime.now(UTC).isoformat()
        told = {
            "subject": {"kind": "mail", "id": mail["id"]},
            "case": mail["case"],
            "at": now,
            "by": "rule:mail",
            "event": mail["event"],
            "person": mail["person"],
            "template": mail["template"],
        }
        changed: Fields = {"state": "sent", "lease_until": None, "sent_at": now}
        await self._store.commit(
            "mails", mail["id"], 1, f"sent:{mail['id']}", changed, (("mail-sent.v1", told),)
        )


def written(mail: Mail, now: datetime) -> bytes:
    """The bytes of the mail: plain text and HTML."""
    title = TITLES[mail["template"]]
    facts = [f"{label}: {value}" for label, value in mail["context"].items()]
    link = f"http://127.0.0.1:8000/wnioski/{mail['case']}"
    office = "Regionalny Ośrodek Polityki Społecznej w Lublinie"
    plain = "\n\n".join([f"Dzień dobry, {mail['name']},", *facts, link, f"Pozdrawiamy, {office}"])
    listed = "".join(f"<p>{escape(fact)}</p>" for fact in facts)
    name = escape(mail["name"])
    html = PAGE.format(title=title, name=name, facts=listed, link=link, office=office)
    mark = mail["message_id"][1:17]
    return (
        f"Message-ID: {mail['message_id']}\r\nDate: {format_datetime(now)}\r\n"
        f"From: Znak <znak@example.org>\r\nTo: <{mail['to']}>\r\n"
        f"Subject: =?utf-8?b?{coded(title).strip()}?=\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/alternative; boundary="{mark}"\r\n\r\n'
        f"--{mark}\r\n{PLAIN}{coded(plain)}--{mark}\r\n{HTML}{coded(html)}--{mark}--"
    ).encode()


PLAIN, HTML = (
    f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    for kind in ("plain", "html")
)


def coded(text: str) -> str:
    """Base64 on lines of legal length."""
    return encodebytes(text.encode()).decode().replace("\n", "\r\n")


if __name__ == "__main__":
    main(
        "notifications",
        {"mails": [["state.created_at"], ["state.case", "state.created_at"], ["state.person"]]},
        build,
    )
