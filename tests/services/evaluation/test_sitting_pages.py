"""The chapter's pages, without a script: planned, called, voted on, closed, confirmed."""

from __future__ import annotations

from contracts.evaluation import SittingCalled
from services.evaluation.domain import SittingState, State
from services.evaluation.domain.chapter.sitting import Ballot
from services.evaluation.domain.commands import Confirm
from tests.services.evaluation.build import (
    CASE,
    DIRECTOR,
    GOOD,
    NUMBER,
    an_appeal,
    claim,
    declare,
    sheet,
    submit,
    withdrawal,
)
from tests.services.evaluation.build_chapter import HELD
from tests.services.evaluation.conftest import Doors, Office, Readers
from tests.services.evaluation.test_chapter import OTHER, appoint, plan, said_by_sittings, scored
from tests.services.evaluation.test_handlers import kinds
from tests.support.reader import words

NEW = "/posiedzenia/nowe"
FORM = {"held": "2026-03-10T10:00", "place": "Lublin, sala 14", "chair": "c-1"}
SECRET = "Żytni, na zakwasie."


async def in_session(office: Office, door: Doors, *cases: str, members: int = 3) -> str:
    """A sitting that is open, with c-1 in the chair; its page."""
    await scored(office, *(cases or (CASE,)))
    await appoint(door, *(f"c-{no}" for no in range(1, members + 1)))
    sitting = await plan(door, *cases)
    await door("officer", "POST", f"{sitting}/call")
    office.clock.moment = HELD
    await door("chapter:c-1", "POST", f"{sitting}/opening")
    return sitting.removeprefix("/api").replace("sittings", "posiedzenia")


async def sitting_of(office: Office, path: str) -> SittingState:
    return (await office.service.sittings.get(path.rpartition("/")[2])).state.state


async def test_a_sitting_is_planned_once_however_often_the_form_comes_then_called(
    office: Office, door: Doors, reader: Readers
) -> None:
    await scored(office)
    await appoint(door, "c-1", "c-2")
    officer = reader("officer")
    empty = await officer.open(NEW)
    sent = [await officer.send(NEW, key="k", cases=[CASE], **FORM) for _ in range(2)]
    path = sent[0].headers["location"]
    shown = await officer.follow(sent[0])
    called = await officer.follow(await officer.send(f"{path}/zwolanie"))

    assert NUMBER in words(empty)
    assert {answer.headers["location"] for answer in sent} == {path}
    assert "10 marca 2026, 10:00" in words(shown)
    assert "Zaproszenia wysłane." in words(called)
    assert kinds(await said_by_sittings(office)) == [SittingCalled]
    assert NUMBER in words(await officer.open(f"{path}/sprawy/{CASE}"))
    assert "10 marca 2026" in words(await reader("chapter:c-1").open("/posiedzenia"))
    assert NUMBER not in words(await officer.open(NEW))  # no second agenda takes it up


async def test_a_wrong_plan_names_its_fields_and_keeps_what_was_typed(
    office: Office, door: Doors, reader: Readers
) -> None:
    await scored(office)
    await appoint(door, "c-1", "c-2")
    officer = reader("officer")
    typed = {"held": "10 marca", "place": "Sala 7", "chair": "c-1"}
    unread = await officer.send(NEW, cases=[CASE], **typed)
    refused = await officer.send(NEW, **{**FORM, "place": "Sala 7", "chair": "c-9"})

    assert (unread.status_code, 'href="#held"' in unread.text) == (422, True)
    assert refused.status_code == 422
    for field in ("chair", "cases"):
        assert f'href="#{field}"' in refused.text
        assert f'id="{field}"' in refused.text
    assert 'value="Sala 7"' in refused.text
    assert f'value="{CASE}" checked' in unread.text


async def test_a_sitting_whose_day_or_chair_is_gone_is_not_called_and_says_why(
    office: Office, door: Doors, reader: Readers
) -> None:
    await scored(office)
    await appoint(door, "c-1", "c-2")
    sitting = await plan(door)
    path = sitting.removeprefix("/api").replace("sittings", "posiedzenia")
    await door("officer", "POST", "/api/members/c-1/dismissal")
    office.clock.moment = HELD
    refused = await reader("officer").send(f"{path}/zwolanie")

    assert refused.status_code == 422
    for field in ("held", "chair"):
        assert f'href="#{field}"' in refused.text
        assert f'id="{field}"' in refused.text
    assert "Kiedy: Ten termin już minął." in words(refused)
    assert await sitting_of(office, path) is SittingState.PLANNED
    assert await said_by_sittings(office) == []


async def test_a_sitting_that_was_called_is_cancelled_with_a_reason(
    office: Office, door: Doors, reader: Readers
) -> None:
    await scored(office)
    await appoint(door, "c-1")
    sitting = await plan(door)
    await door("officer", "POST", f"{sitting}/call")
    path = sitting.removeprefix("/api").replace("sittings", "posiedzenia")
    officer = reader("officer")
    wrong = await officer.send(f"{path}/odwolanie")
    await officer.send(f"{path}/odwolanie", reason="Awaria ogrzewania.")

    assert (wrong.status_code, 'href="#reason"' in wrong.text) == (422, True)
    assert await sitting_of(office, path) is SittingState.CANCELLED
    assert "odwołane" in words(await officer.open("/posiedzenia/minione"))


async def test_a_member_reads_the_materials_votes_and_is_led_to_the_next_case(
    office: Office, door: Doors, reader: Readers
) -> None:
    path = await in_session(office, door, CASE, OTHER)
    member = reader("chapter:c-2")
    read = await member.open(f"{path}/sprawy/{CASE}")
    none = await member.send(f"{path}/sprawy/{CASE}/glos")
    first = await member.send(f"{path}/sprawy/{CASE}/glos", key="a", **{"votes.i-1": "no"})
    last = await member.send(f"{path}/sprawy/{OTHER}/glos", key="b", **{"votes.i-1": "yes"})
    sitting = (await office.service.sittings.get(path.rpartition("/")[2])).state

    assert SECRET in words(read)
    assert "Ocena ekspertów: 75 pkt" in words(read)
    assert none.status_code == 422
    assert first.headers["location"] == f"{path}/sprawy/{OTHER}"
    assert last.headers["location"] == path
    assert {(vote.case, vote.ballot) for vote in sitting.votes} == {
        (CASE, Ballot.NO),
        (OTHER, Ballot.YES),
    }
    assert 'value="no" checked' in (await member.open(f"{path}/sprawy/{CASE}")).text


async def test_who_is_excluded_is_told_why_and_has_no_vote(
    office: Office, door: Doors, reader: Readers
) -> None:
    path = await in_session(office, door)
    member, chair = reader("chapter:c-3"), reader("chapter:c-1")
    wrong = await member.send(f"{path}/sprawy/{CASE}/wylaczenie")
    await member.send(f"{path}/sprawy/{CASE}/wylaczenie", ground="Kuzynka prezeski.")
    shown = await member.open(f"{path}/sprawy/{CASE}")
    refused = await member.send(f"{path}/sprawy/{CASE}/glos", **{"votes.i-1": "yes"})
    await chair.send(f"{path}/sprawy/{CASE}/wylaczenie", member="c-2", ground="Wspólna firma.")

    assert (wrong.status_code, 'href="#ground"' in wrong.text) == (422, True)
    assert "Kuzynka prezeski." in words(shown)
    assert "Zapisz głos" not in words(shown)
    assert (refused.status_code, "nie głosujesz" in words(refused)) == (409, True)
    assert "Wspólna firma." in words(await chair.open(f"{path}/sprawy/{CASE}"))


async def test_the_chair_closes_with_reasons_where_the_chapter_departs_from_the_score(
    office: Office, door: Doors, reader: Readers
) -> None:
    path = await in_session(office, door)
    for no, ballot in ((1, "no"), (2, "yes"), (3, "no")):
        voter = reader(f"chapter:c-{no}")
        await voter.send(f"{path}/sprawy/{CASE}/glos", **{"votes.i-1": ballot})
    chair, field = reader("chapter:c-1"), f"reasons.{CASE}.i-1"
    asked = await chair.open(path)
    wrong = await chair.send(f"{path}/zamkniecie")
    long = await chair.send(f"{path}/zamkniecie", **{field: "x" * 2001})
    closed = await chair.follow(await chair.send(f"{path}/zamkniecie", **{field: "Brak atestu."}))

    for answer in (asked, wrong, long):
        assert f'id="{field}"' in answer.text
    assert [answer.status_code for answer in (wrong, long)] == [422, 422]
    assert await sitting_of(office, path) is SittingState.CLOSED
    assert "Chleb 1: odmowa" in words(closed)
    assert "Brak atestu." in words(await chair.open(f"{path}/sprawy/{CASE}"))


async def test_only_who_sits_there_votes_and_only_who_leads_opens_and_closes(
    office: Office, door: Doors, reader: Readers
) -> None:
    path = await in_session(office, door)
    member, stranger = reader("chapter:c-2"), reader("chapter:c-9")
    answers = [
        await member.send(f"{path}/zamkniecie"),
        await member.send(f"{path}/sprawy/{CASE}/wylaczenie", member="c-3", ground="Nie."),
        await stranger.send(f"{path}/sprawy/{CASE}/glos", **{"votes.i-1": "yes"}),
        await stranger.send(f"{path}/sprawy/{CASE}/wylaczenie", ground="Nie."),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert "Zamknij posiedzenie" not in words(await member.open(path))


async def test_a_case_that_was_withdrawn_shows_a_member_nothing_more(
    office: Office, door: Doors, reader: Readers
) -> None:
    path = await in_session(office, door)
    await office.hear(withdrawal())
    shown = await reader("chapter:c-2").open(f"{path}/sprawy/{CASE}")

    assert (shown.status_code, SECRET in shown.text) == (200, False)


async def test_the_director_confirms_many_at_once_and_hears_what_was_refused(
    office: Office, door: Doors, reader: Readers
) -> None:
    path = await in_session(office, door, CASE, OTHER)
    for case in (CASE, OTHER):
        for no in (1, 2):
            voter = reader(f"chapter:c-{no}")
            await voter.send(f"{path}/sprawy/{case}/glos", **{"votes.i-1": "yes"})
    await reader("officer").send(f"{path}/zamkniecie")
    for event in (await said_by_sittings(office))[1:]:
        await office.hear(event)
    waiting = "/posiedzenia/decyzje"
    expert = reader("director:e-1")  # who has scored both does not confirm them
    refused = await expert.send(waiting, cases=[CASE, OTHER])
    director = reader("director")
    nothing = await director.send(waiting)
    listed = await director.open(waiting)
    done = await director.follow(await director.send(waiting, cases=[CASE, OTHER]))

    assert refused.status_code == 409
    assert words(refused).count("Nie możesz decydować w tej sprawie") == 2
    assert (nothing.status_code, 'href="#cases"' in nothing.text) == (422, True)
    assert words(listed).count("znak przyznany") == 2
    assert "Zatwierdzone decyzje: 2." in words(done)
    assert {(await office.case(case)).state for case in (CASE, OTHER)} == {State.CONCLUDED}


async def test_on_appeal_its_expert_reads_no_card_at_the_old_sitting_either(
    office: Office, door: Doors, reader: Readers
) -> None:
    path = await in_session(office, door)
    for no in (1, 2):
        voter = reader(f"chapter:c-{no}")
        await voter.send(f"{path}/sprawy/{CASE}/glos", **{"votes.i-1": "no"})
    await reader("officer").send(f"{path}/zamkniecie", **{f"reasons.{CASE}.i-1": "Brak."})
    await office.hear((await said_by_sittings(office))[1])
    await office.ask(Confirm(DIRECTOR))
    await office.enrol("e-3", "e-4")
    await office.hear(an_appeal(HELD))
    for command in (declare(3), claim(3), submit(3, sheet(GOOD))):
        await office.ask(command)

    matter = f"{path}/sprawy/{CASE}"
    assert "Karta oceny: Ekspert e-3" in words(await reader("officer").open(matter))
    assert "Karta oceny" not in words(await reader("officer+expert:e-4").open(matter))


async def test_members_are_added_and_dismissed(reader: Readers) -> None:
    officer, place = reader("officer"), "/posiedzenia/kapitula"
    wrong = await officer.send(place, name="", email="nikt", language="pl")
    added = await officer.send(place, name="Zofia Lis", email="z@kapitula.example", language="pl")
    shown = await officer.follow(added)
    action = shown.text.partition(f'action="{place}/')[2].partition('"')[0]
    gone = await officer.follow(await officer.send(f"{place}/{action}"))

    assert wrong.status_code == 422
    assert wrong.text.count('<li><a href="#') == 2  # name and address, and nothing that follows
    assert "Imię i nazwisko: To pole jest wymagane." in words(wrong)
    assert "Zofia Lis" in words(shown)
    asked = "name=Zofia+Lis&amp;email=z%40kapitula.example&amp;language=pl&amp;roles=chapter"
    assert f'href="/osoby/zaproszenie?{asked}"' in shown.text
    assert "W Kapitule nie ma jeszcze nikogo." in words(gone)
