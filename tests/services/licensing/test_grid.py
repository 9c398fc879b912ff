"""Every state × command against a list written by hand."""

from __future__ import annotations

from itertools import product

import pytest

from chassis.process import Decision, IllegalState, Refused, Unknown
from services.licensing.domain.commands import (
    Amend,
    DrawUp,
    DrawUpNext,
    EndRenewal,
    FollowContact,
    GiveNumber,
    RefuseRenewal,
    Reinstate,
    Revoke,
    Sign,
    Surrender,
    Suspend,
    TimeArrived,
    Withdraw,
)
from services.licensing.domain.ledger import read
from services.licensing.domain.licence import Licence
from services.licensing.domain.process import RULES, decide
from tests.services.licensing.build import (
    CONTACT,
    FIRST,
    NUMBER,
    SECOND,
    a_correction,
    a_draft,
    a_filing,
    a_renewal,
    a_verdict,
    an_appeal,
    at,
    expired,
    filed,
    lapsed,
    renewing,
    revoked,
    signed,
    surrendered,
    suspended,
    unsigned,
)
from tests.services.licensing.lists import REGION, a_list

LICENCES: dict[str, Licence | None] = {
    "none": None,
    "drafted": a_draft(),
    "awaiting": unsigned(),
    "lapsed": lapsed(),
    "active": signed(),
    "filed": filed(),
    "renewing": renewing(),
    "expired": expired(),
    "suspended": suspended(),
    "suspended, to sign": suspended("2027-02-25", renewing()),
    "revoked": revoked(),
    "surrendered": surrendered(),
}
THE_FIRST = read(a_list({}), REGION)[0][0].licence
KASIA = CONTACT.model_copy(update={"person": "p-2"})
NOW = at("2027-03-01")  # the 30-day reminder is due, the term runs, an unsigned licence lapses
COMMANDS: dict[str, object] = {
    "draw up": DrawUp(a_verdict()),
    "bring in": THE_FIRST,
    "number": GiveNumber(NUMBER),
    "sign": Sign(by="o-1", form="paper"),
    "note": a_filing(),
    "draw up next": DrawUpNext(a_renewal()),
    "end": EndRenewal(SECOND),
    "refuse": RefuseRenewal(SECOND, 9),
    "add": Amend(an_appeal()),
    "take all": Amend(a_correction()),
    "add to renewal": Amend(an_appeal(case=SECOND, kind="renewal", licence_number=NUMBER)),
    "withdraw": Withdraw(FIRST),
    "withdraw renewal": Withdraw(SECOND),
    "follow": FollowContact(FIRST, KASIA, 5),
    "suspend": Suspend("o-1", "Powód."),
    "reinstate": Reinstate("o-1", "Powód."),
    "revoke": Revoke("o-1", "Powód."),
    "surrender": Surrender("p-1"),
    "time": TimeArrived(),
}

IN_FORCE = ("active", "filed", "renewing")
SUSPENDED = ("suspended", "suspended, to sign")
ENDED = ("revoked", "surrendered")

# What is possible, and the state it leads to. All else is illegal.
LEGAL = {
    ("none", "draw up"): "drafted",
    ("none", "bring in"): "active",
    **{
        (name, "follow"): str(licence.state)
        for name, licence in LICENCES.items()
        if licence is not None
    },
    ("drafted", "number"): "awaiting_signature",
    ("drafted", "withdraw"): "lapsed",
    ("awaiting", "time"): "lapsed",
    ("awaiting", "withdraw"): "lapsed",
    ("active", "note"): "active",
    ("active", "draw up next"): "active",
    ("active", "end"): "active",
    ("active", "withdraw renewal"): "active",
    ("active", "time"): "active",
    ("filed", "draw up next"): "active",
    ("filed", "end"): "active",
    ("filed", "withdraw renewal"): "active",
    ("renewing", "sign"): "active",
    ("renewing", "withdraw renewal"): "active",
    ("expired", "note"): "expired",
    ("expired", "draw up next"): "expired",
    ("expired", "end"): "expired",
    ("expired", "withdraw renewal"): "expired",
    **dict.fromkeys(product(("active", "filed", "renewing"), ("suspend",)), "suspended"),
    **dict.fromkeys(product((*IN_FORCE, *SUSPENDED), ("revoke",)), "revoked"),
    **dict.fromkeys(product((*IN_FORCE, *SUSPENDED), ("surrender",)), "surrendered"),
    **dict.fromkeys(product(SUSPENDED, ("reinstate",)), "active"),
    ("suspended", "note"): "suspended",
    ("suspended", "draw up next"): "suspended",
    ("suspended", "end"): "suspended",
    **dict.fromkeys(product(SUSPENDED, ("withdraw renewal",)), "suspended"),
    ("drafted", "add"): "drafted",
    ("awaiting", "add"): "awaiting_signature",
    ("lapsed", "add"): "awaiting_signature",
    **dict.fromkeys(product(IN_FORCE, ("add", "add to renewal")), "active"),
    **dict.fromkeys(product(SUSPENDED, ("add", "add to renewal")), "suspended"),
    **dict.fromkeys(product(("expired",), ("add", "add to renewal")), "expired"),
    **dict.fromkeys(product(("drafted", "awaiting"), ("take all",)), "lapsed"),
    **dict.fromkeys(product((*IN_FORCE, *SUSPENDED), ("take all",)), "revoked"),
    **dict.fromkeys(product(("active", "filed"), ("refuse",)), "active"),
    ("expired", "refuse"): "expired",
    ("suspended", "refuse"): "suspended",
}
IGNORED = {
    *product(("awaiting", "lapsed", *ENDED, "renewing", "suspended, to sign"), ("refuse",)),
    *product(("lapsed", "expired", *ENDED), ("take all",)),
    *product(("drafted",), ("draw up", "withdraw renewal", "time")),
    *product(("awaiting",), ("draw up", "number", "note", "end", "withdraw renewal")),
    *product(("lapsed",), ("draw up", "number", "note", "end", "time")),
    *product(("lapsed",), ("withdraw", "withdraw renewal")),
    *product(("active", "filed", "renewing", "expired"), ("draw up", "number")),
    ("filed", "time"),
    *product(("renewing",), ("note", "draw up next", "end", "time")),
    ("expired", "time"),
    *product((*IN_FORCE, *SUSPENDED, *ENDED, "expired"), ("bring in",)),
    *product(SUSPENDED, ("draw up", "number", "time")),
    *product(("suspended, to sign",), ("note", "draw up next", "end")),
    *product(ENDED, ("draw up", "number", "note", "end", "withdraw renewal", "time")),
}
REFUSED = {
    ("awaiting", "sign"): "signed-too-late",
    **dict.fromkeys(product(("active", "filed", "expired"), ("sign",)), "nothing-to-sign"),
    **dict.fromkeys(
        product((*IN_FORCE, *SUSPENDED, *ENDED, "expired"), ("withdraw",)), "signed-already"
    ),
    ("suspended", "sign"): "nothing-to-sign",
    ("suspended, to sign", "sign"): "licence-suspended",
    **dict.fromkeys(product(ENDED, ("draw up next", "add", "add to renewal")), "licence-ended"),
}


@pytest.mark.parametrize(("licence", "command"), [*product(LICENCES, COMMANDS)])
def test_what_a_licence_does_in_each_state(licence: str, command: str) -> None:
    before, asked, pair = LICENCES[licence], COMMANDS[command], (licence, command)

    if pair in LEGAL:
        made = decide(asked, NOW, before)
        assert (made.state.state, made.state != before) == (LEGAL[pair], True)
    elif pair in IGNORED and before is not None:
        assert decide(asked, NOW, before) == Decision(before)
    elif pair == ("filed", "note"):
        assert decide(asked, NOW, before) == Decision(filed())
    elif pair in REFUSED:
        with pytest.raises(Refused, match=REFUSED[pair]):
            decide(asked, NOW, before)
    else:
        with pytest.raises(Unknown if before is None else IllegalState):
            decide(asked, NOW, before)


def test_every_rule_is_met_by_the_grid() -> None:
    met = {
        (None if licence is None else licence.state, type(command))
        for licence, command in product(LICENCES.values(), COMMANDS.values())
    }

    assert set(RULES) - met == set()
