"""The sample applications take the path they say, through the pure table."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

import pytest

from deploy.local.demo.samples import read_programme
from services.intake.domain import rules
from services.intake.domain.application import Application, State
from services.intake.domain.calendar import after, local_date
from services.intake.domain.call import Call
from services.intake.domain.commands import Correct, DecideFormally, File, GiveNumber, TimeArrived
from services.intake.domain.form import Form
from services.intake.domain.licence import Filed, renewable
from services.intake.domain.procedure import ENTITY_TYPES
from services.intake.domain.reading import read
from services.intake.domain.suggestions import suggestions
from services.intake.domain.validation import complaints
from services.intake.settings import HERE
from tests.services.intake.builders import NUMBER, OWNER, PDF, a_call, a_licence

SAMPLES = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted((HERE.parent / "deploy/local/samples").glob("*.json"))
}
FIRST_DAY = dt.datetime(2026, 1, 12, 9, tzinfo=dt.UTC)
BEYOND_REPAIR = {"in-call", "entity-type", "seat", "activity", "own-revenue"}
CORRECTED = {"corrected": State.ACCEPTED, "rejected": State.REJECTED}
SHORT = {
    sample.name: sample.form
    for sample in read_programme(FIRST_DAY).samples
    if sample.name not in SAMPLES
}


def sent(sample: Mapping[str, Any], call: Call) -> Application:
    form = read(Form, sample["form"])
    application = rules.decide(File("a", OWNER, form, call, None, "anna"), FIRST_DAY, None).state
    application = application.but(attachments=dict.fromkeys(sample["attachments"], PDF))
    return rules.decide(GiveNumber(NUMBER, (), call), FIRST_DAY, application).state


def checked(application: Application, call: Call) -> Application:
    points = suggestions(application, call, local_date(FIRST_DAY))
    wrong = {point.code for point in points if point.verdict == "no"}
    told = [p.model_copy(update={"verdict": "yes"}) for p in points if p.verdict == "unknown"]
    outcome = "accept" if not wrong else "reject" if wrong & BEYOND_REPAIR else "correct"
    command = DecideFormally(tuple(told), outcome, call, "officer")  # type: ignore[arg-type]
    return rules.decide(command, FIRST_DAY, application).state


def corrected(application: Application, sample: Mapping[str, Any], call: Call) -> Application:
    if sample["correction"] is None:
        assert application.deadline is not None
        return rules.decide(TimeArrived(call), after(application.deadline), application).state
    files = {**application.attachments, **dict.fromkeys(sample["correction_attachments"], PDF)}
    command = Correct(sample["correction"], call, "anna")
    return rules.decide(command, FIRST_DAY, application.but(attachments=files)).state


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_gets_through_the_formal_check_as_it_says(name: str) -> None:
    sample, call = SAMPLES[name], a_call(closes=None)
    application = sent(sample, call)
    if application.state is State.FORMAL_CHECK and sample["withdraw"] != "formal":
        application = checked(application, call)
    if application.state is State.CORRECTION:
        application = corrected(application, sample, call)
    early = {"formal": State.FORMAL_CHECK}.get(sample["withdraw"], State.ACCEPTED)
    assert application.state == CORRECTED.get(sample["expect"], early)


@pytest.mark.parametrize("name", [name for name in SAMPLES if SAMPLES[name]["renewal"]])
def test_the_renewal_of_a_sample_is_complete_and_names_what_is_licensed(name: str) -> None:
    sample, call = SAMPLES[name], a_call(closes=None)
    licence = a_licence(nip=sample["form"]["entity"]["nip"], items=sent(sample, call).items())
    form = read(
        Form,
        {
            **sample["form"],
            "kind": "renewal",
            "licence_number": licence.number,
            "items": [{**item, "new": None} for item in sample["form"]["items"]],
            **sample["renewal"]["form"],
        },
    )
    renewable(form, licence, Filed("anna", OWNER, None, dt.date(2026, 2, 1)))
    assert list(complaints(form, call.procedure, dt.date(2027, 1, 1))) == []


@pytest.mark.parametrize("name", SHORT)
def test_the_form_made_from_a_few_words_is_complete(name: str) -> None:
    form = read(Form, SHORT[name])
    assert list(complaints(form, a_call().procedure, dt.date(2026, 3, 1))) == []


def test_no_identifier_belongs_to_anybody() -> None:
    entities = [
        form["entity"] for form in (*(s["form"] for s in SAMPLES.values()), *SHORT.values())
    ]
    entities += [each["run_by"] for each in entities if each["run_by"]]
    assert {each["nip"][:2] for each in entities} == {"00"}
    assert {each["regon"][:2] for each in entities if "regon" in each} == {"99"}
    assert {each["krs"][:3] for each in entities if each.get("krs")} == {"000"}


def test_the_samples_show_every_entity_type_and_belong_to_different_entities() -> None:
    assert {s["form"]["entity"]["type"] for s in SAMPLES.values()} == set(ENTITY_TYPES)
    assert len({s["form"]["entity"]["nip"] for s in SAMPLES.values()}) == len(SAMPLES) == 30
