"""What people are told when their data are taken (art. 13 and 14 RODO), in plain words.

What differs between offices comes from settings; where one has said nothing, nothing is made up.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from chassis.process import Text
from contracts.values import Office


class Section(NamedTuple):
    """A heading and what stands under it."""

    code: str
    title: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Told:
    """What the office says for itself.

    Attributes:
        office: The controller.
        officer: Address of its data protection officer, "" where it has named none.
        retention: How long it keeps data, None while it has not said so.
    """

    office: Office
    officer: str
    retention: Text | None


PURPOSE: Final = Section(
    "purpose",
    Text("Po co i na jakiej podstawie", "Why, and on what legal basis"),
    Text(
        "Dane są potrzebne, aby rozpatrzyć wniosek o znak „Zakup Prospołeczny”, zawrzeć umowę "
        "licencyjną i prowadzić rejestr licencji. Podstawą jest zadanie realizowane w interesie "
        "publicznym (art. 6 ust. 1 lit. e RODO), a po przyznaniu znaku także umowa (lit. b). "
        "Wiadomości o naborach wysyłamy tylko za zgodą (lit. a), którą można wycofać linkiem "
        "w każdej z nich.",
        "The data are needed to decide on the application for the mark “Zakup Prospołeczny”, to "
        "conclude the licence agreement and to keep the register of licences. The basis is a task "
        "in the public interest (art. 6(1)(e) GDPR) and, once the mark is granted, the agreement "
        "(b). Announcements of calls are sent by consent only (a), which is withdrawn by a link in "
        "each of them.",
    ),
)
RECIPIENTS: Final = Section(
    "recipients",
    Text("Kto widzi dane", "Who sees the data"),
    Text(
        "Wniosek czytają pracownicy urzędu, wyznaczeni eksperci i członkowie Kapituły. Publiczny "
        "rejestr pokazuje podmiot oraz jego produkty i usługi, bez osób do kontaktu. O "
        "przyznaniu znaku decydują ludzie. Nikogo nie profilujemy.",
        "The application is read by the staff of the office, the experts assigned and the members "
        "of the chapter. The public register shows the entity with its products and services, not "
        "the people to contact. People decide who gets the mark. Nobody is profiled.",
    ),
)
RIGHTS: Final = Section(
    "rights",
    Text("Twoje prawa", "Your rights"),
    Text(
        "Możesz obejrzeć i pobrać swoje dane, poprawić je, zażądać ich usunięcia lub ograniczenia, "
        "wnieść sprzeciw oraz skargę do Prezesa Urzędu Ochrony Danych Osobowych (ul. Stawki 2, "
        "00-193 Warszawa). Danych osoby, która prowadzi sprawę lub licencję, nie usuniemy, "
        "dopóki sprawa trwa i nikt jej nie przejął. Po usunięciu zostaje sama sprawa: numer, "
        "podmiot, daty i decyzje.",
        "You may see and download your data, have them corrected, erased or restricted, object, "
        "and complain to the President of the Personal Data Protection Office (ul. Stawki 2, "
        "00-193 Warszawa). The data of a person who conducts a case or a licence are not erased "
        "while it goes on, unless somebody takes it over. After an erasure the case itself stays: "
        "its number, entity, dates and decisions.",
    ),
)
NEED: Final = Section(
    "need",
    Text("Czy trzeba podać dane", "Whether you have to give the data"),
    Text(
        "Podanie danych jest dobrowolne. Bez imienia, nazwiska i adresu e-mail osoby do kontaktu "
        "nie rozpatrzymy jednak wniosku.",
        "You are free to give the data. Without the name and e-mail address of a contact person, "
        "however, the application cannot be decided.",
    ),
)
SOURCE: Final = Section(
    "source",
    Text("Skąd mamy dane", "Where the data come from"),
    Text(
        "Imię, nazwisko i treść rekomendacji podał podmiot, który złożył wniosek. Używamy ich "
        "tylko do oceny tego wniosku.",
        "Your name and the words of the recommendation were given by the entity that applied. They "
        "are used to evaluate that application only.",
    ),
)
_HOW_LONG: Final = Text("Jak długo przechowujemy dane", "How long the data are kept")
_NOT_SAID: Final = Text(
    "Urząd nie określił jeszcze, jak długo przechowuje dane. Dane sprawy nie są usuwane "
    "automatycznie. Twoje żądanie usunięcia i tak rozpatrzymy.",
    "The office has not said yet how long it keeps the data. The data of a case are not "
    "erased by themselves. Your request to erase them is dealt with all the same.",
)


def kept_for(days: int) -> Text:
    """What an office says that has set the days alone."""
    return Text(
        "Dane osoby, która złożyła wniosek, usuwamy automatycznie. Liczba dni od ostatniego "
        f"zdarzenia w jej sprawach i licencjach: {days}.",
        "The data of whoever applied are erased by themselves. Days after the last event in their "
        f"cases and licences: {days}.",
    )


def for_applicants(told: Told) -> Iterator[Section]:
    """Art. 13: told to whoever fills in a form."""
    yield from (_controller(told), PURPOSE, RECIPIENTS, _retention(told), RIGHTS, NEED)


def for_recommenders(told: Told) -> Iterator[Section]:
    """Art. 14: told to whoever is named in a recommendation."""
    yield from (_controller(told), SOURCE, PURPOSE, RECIPIENTS, _retention(told), RIGHTS)


def version(told: Told) -> str:
    """A digest of all that is said, in both languages: another with every word that changes."""
    said = [*for_applicants(told), *for_recommenders(told)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]


def _controller(told: Told) -> Section:
    office = told.office
    pl, en = (f"{office.name}, {office.email}." for _ in "12")
    if told.officer:
        pl += f" Inspektor ochrony danych: {told.officer}."
        en += f" Data protection officer: {told.officer}."
    return Section("controller", Text("Kto odpowiada za dane", "Who is responsible"), Text(pl, en))


def _retention(told: Told) -> Section:
    return Section("retention", _HOW_LONG, told.retention or _NOT_SAID)
