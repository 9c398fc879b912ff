"""What the form of an application asks, field by field: one list for typing, checking, printing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from chassis.process import Text
from services.intake.pages import words

Kind = Literal["text", "area", "date", "radios", "choice", "tick", "amount", "email", "tel"]
Choices = tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """One field.

    Attributes:
        name: Below its section, or below an item.
        alone: What it is called where the heading above it is missing; mostly the label.
        complete: What a browser may fill in by itself (WCAG 1.3.5).
        group: The heading of the fields that begin here.
    """

    name: str
    label: Text
    kind: Kind = "text"
    hint: Text | None = None
    required: bool = True
    complete: str = ""
    choices: Choices = ()
    group: Text | None = None
    alone: Text | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form.

    Attributes:
        code: In the domain; its fields are below it, but for those of `FILING`.
        path: In the address of its page.
    """

    code: str
    path: str
    title: Text
    asks: tuple[Ask, ...] = ()


YES_NO: Final[Choices] = (("true", Text("tak", "yes")), ("false", Text("nie", "no")))
KINDS: Final[Choices] = tuple(words.KINDS.items())
LANGUAGES: Final[Choices] = (("pl", Text("polski", "Polish")), ("en", Text("angielski", "English")))
VOIVODESHIPS: Final[Choices] = tuple(
    (code, Text(name, name)) for code, name in words.voivodeships()
)
TYPES: Final[Choices] = tuple(words.TYPES.items())


_SEAT: Final = Text("Siedziba", "Seat")
_SIGNS: Final = Text("Kto reprezentuje podmiot", "Who represents the entity")
_RUN_BY: Final = Text("Podmiot prowadzący", "Entity that runs it")
_DIGITS: Final = Text("Same cyfry albo z kreskami.", "Digits alone, or with dashes.")
_RUN_BY_HINT: Final = Text("Tylko dla WTZ, ZAZ, CIS i KIS.", "Only for WTZ, ZAZ, CIS and KIS.")

FILING: Final = Section(
    "filing",
    "wplyw",
    Text("Wpływ", "Receipt"),
    (Ask("received_on", Text("Data wpływu", "Date of receipt"), "date"),),
)
ENTITY: Final = Section(
    "entity",
    "podmiot",
    Text("Podmiot", "Entity"),
    (
        Ask(
            "name",
            Text("Pełna nazwa", "Full name"),
            complete="organization",
            alone=Text("Pełna nazwa podmiotu", "Full name of the entity"),
        ),
        Ask("type", Text("Rodzaj podmiotu", "Type of entity"), "choice", choices=TYPES),
        Ask(
            "social_enterprise",
            Text("Czy podmiot jest przedsiębiorstwem społecznym?", "Is it a social enterprise?"),
            "radios",
            Text("Chodzi o status nadany przez wojewodę.", "By a decision of the voivode."),
            choices=YES_NO,
        ),
        Ask("nip", Text("NIP", "NIP (tax number)"), hint=_DIGITS),
        Ask("regon", Text("REGON", "REGON")),
        Ask(
            "krs",
            Text("Numer KRS", "KRS number"),
            hint=Text("Jeśli podmiot jest w KRS.", "If the entity is in KRS."),
            required=False,
        ),
        Ask(
            "register",
            Text("Inny rejestr i numer", "Another register and number"),
            hint=Text("Jeśli podmiotu nie ma w KRS.", "If the entity is not in KRS."),
            required=False,
        ),
        Ask(
            "address.street",
            Text("Ulica i numer", "Street and number"),
            complete="street-address",
            group=_SEAT,
        ),
        Ask("address.postcode", Text("Kod pocztowy", "Postcode"), complete="postal-code"),
        Ask("address.town", Text("Miejscowość", "Town"), complete="address-level2"),
        Ask(
            "address.voivodeship",
            Text("Województwo", "Voivodeship"),
            "choice",
            choices=VOIVODESHIPS,
        ),
        Ask(
            "representative.name",
            Text("Imię i nazwisko", "Name and surname"),
            group=_SIGNS,
            alone=_SIGNS,
        ),
        Ask(
            "representative.role",
            Text("Funkcja", "Function"),
            alone=Text("Funkcja osoby, która reprezentuje", "Function of who represents it"),
        ),
        Ask(
            "run_by.name",
            Text("Nazwa podmiotu prowadzącego", "Name of the entity that runs it"),
            hint=_RUN_BY_HINT,
            required=False,
            group=_RUN_BY,
        ),
        Ask("run_by.nip", Text("NIP podmiotu prowadzącego", "Its NIP"), required=False),
        Ask(
            "edoreczenia",
            Text("Adres do e-Doręczeń", "e-Doręczenia address"),
            hint=Text(
                "Na przykład AE:PL-12345-67890-ABCDE-12.", "Like AE:PL-12345-67890-ABCDE-12."
            ),
            required=False,
            group=Text("e-Doręczenia", "e-Doręczenia"),
        ),
    ),
)
CONTACT: Final = Section(
    "contact",
    "kontakt",
    Text("Kontakt", "Contact"),
    (
        Ask(
            "name",
            Text("Imię i nazwisko", "Name and surname"),
            complete="name",
            alone=Text("Imię i nazwisko do kontaktu", "Name of the contact person"),
        ),
        Ask("email", Text("Adres e-mail", "E-mail address"), "email", complete="email"),
        Ask("phone", Text("Telefon", "Phone"), "tel", complete="tel"),
        Ask(
            "language",
            Text("W jakim języku mamy pisać?", "In which language shall we write?"),
            "radios",
            choices=LANGUAGES,
        ),
    ),
)
ACTIVITY: Final = Section(
    "activity",
    "dzialalnosc",
    Text("Działalność", "Activity"),
    (
        Ask("since", Text("Od kiedy działa podmiot", "Active since"), "date"),
        Ask(
            "social",
            Text("Działalność społeczna", "Social activity"),
            "area",
            Text("Co robicie dla ludzi i dla okolicy?", "What do you do for people and the area?"),
        ),
        Ask(
            "served",
            Text("Kogo wspieracie", "Whom you support"),
            "area",
            Text("Na przykład osoby długotrwale bezrobotne.", "For example the long-term jobless."),
        ),
    ),
)
ECONOMY: Final = Section(
    "economy",
    "przychody",
    Text("Przychody", "Revenue"),
    (
        Ask(
            "from",
            Text("Początek okresu", "First day of the period"),
            "date",
            Text("Zwykle 1 stycznia ostatniego roku.", "Usually 1 January of the last year."),
        ),
        Ask("to", Text("Koniec okresu", "Last day of the period"), "date"),
        Ask("total", Text("Wszystkie przychody (zł)", "Total revenue (PLN)"), "amount"),
        Ask(
            "own",
            Text("Przychody z własnej działalności (zł)", "Revenue from own activity (PLN)"),
            "amount",
            Text(
                "Ze sprzedaży produktów i usług, bez dotacji.",
                "From sales of products and services, without grants.",
            ),
        ),
    ),
)
ITEMS: Final = Section("items", "produkty", Text("Produkty i usługi", "Products and services"))
FILES: Final = Section("attachments", "zalaczniki", Text("Załączniki", "Attachments"))
DECLARATIONS: Final = Section(
    "declarations",
    "oswiadczenia",
    Text("Oświadczenia", "Declarations"),
    (
        Ask(
            "truth",
            Text("Dane we wniosku są prawdziwe.", "What the application says is true."),
            "tick",
        ),
        Ask(
            "rules",
            Text(
                "Znam i przyjmuję zasady przyznawania i używania znaku.",
                "I know and accept the rules of granting and using the mark.",
            ),
            "tick",
        ),
        Ask(
            "rodo",
            Text("Znam informację o danych osobowych.", "I know the notice on personal data."),
            "tick",
        ),
    ),
)
SECTIONS: Final = (ENTITY, CONTACT, ACTIVITY, ECONOMY, ITEMS, FILES, DECLARATIONS)
"""As one goes through them."""

ITEM: Final = (
    Ask("kind", Text("Co to jest?", "What is it?"), "radios", choices=KINDS),
    Ask("name", Text("Nazwa", "Name")),
    Ask("category", Text("Kategoria", "Category"), "choice"),
    Ask("description", Text("Opis", "Description"), "area"),
    Ask(
        "quality",
        Text("Skąd wiadomo, że jest dobrej jakości", "What shows that it is of good quality"),
        "area",
        Text("Badania, nagrody, zasady pracy.", "Tests, awards, ways of working."),
    ),
)
RECOMMENDATION: Final = (
    Ask("author", Text("Kto poleca", "Who recommends"), required=False),
    Ask("text", Text("Treść rekomendacji", "What they say"), "area", required=False),
)


def section_named(code: str) -> Section | None:
    """The section of this code, where it has a page."""
    return next((each for each in (FILING, *SECTIONS) if each.code == code), None)
