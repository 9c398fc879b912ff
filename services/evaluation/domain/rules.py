"""The whole process of a case as one table: during X, when Y, do, go to Z.

Not in the table means refused. What the chapter does at its sittings is a table of its own, in
``chapter/rules.py``; here a case waits for its `ResolutionPassed`.
"""

from __future__ import annotations

from chassis.process import Rules, go, ignore, refuse, stay
from contracts.evaluation import CasesLeft, ResolutionPassed
from contracts.intake import AppealWithdrawn, ContactChanged, TeamChanged, WithdrawalRequested
from services.evaluation.domain import (
    agenda,
    appeals,
    contact,
    correction,
    ending,
    handover,
    holding,
    panel,
)
from services.evaluation.domain.case import State
from services.evaluation.domain.commands import (
    ClaimTask,
    Confirm,
    CorrectDecision,
    Declare,
    KeepDraft,
    KeepLease,
    OpenAppeal,
    OpenCase,
    PutOnAgenda,
    Reassign,
    Recuse,
    ReleaseTask,
    SubmitCard,
    TimeArrived,
)

WORKING = (State.WAITING_FOR_EXPERT, State.IN_PANEL, State.THIRD_EXPERT)
DECIDING = (State.CHAPTER, State.AWAITING_CONFIRMATION)

OPEN = (
    go(State.CHAPTER, ending.leave_to_chapter, when=panel.has_no_points),
    go(State.AWAITING_CONFIRMATION, ending.spare_experts, when=panel.needs_no_score),
    go(State.WAITING_FOR_EXPERT, panel.seat_panel, when=panel.panel_is_short),
    go(State.IN_PANEL, panel.seat_panel),
)

OPENING: Rules = {
    (None, OpenCase): OPEN,
    (State.EXPECTED, OpenCase): OPEN,
    (State.TOMBSTONE, OpenCase): go(State.WITHDRAWN, ending.answer_tombstone),
    **{
        (state, OpenCase): ignore("accepted twice")
        for state in (*WORKING, *DECIDING, State.CONCLUDED, State.WITHDRAWN)
    },
}

TASKS: Rules = {
    **{
        (state, Declare): (
            stay(panel.declare_clear, when=panel.no_conflict),
            go(State.WAITING_FOR_EXPERT, panel.recuse, when=panel.no_successor),
            stay(panel.recuse),
        )
        for state in WORKING
    },
    **{
        (state, Recuse): (
            go(State.WAITING_FOR_EXPERT, panel.recuse_found, when=panel.no_successor_for_found),
            stay(panel.recuse_found, when=panel.holds_open_seat),
            ignore("the card is in, or somebody else holds the seat by now"),
        )
        for state in WORKING
    },
    **{
        (state, Recuse): ignore("nobody scores any more")
        for state in (State.TOMBSTONE, *DECIDING, State.CONCLUDED, State.WITHDRAWN)
    },
    **{(state, Reassign): stay(handover.reassign) for state in WORKING},
    **{(state, ClaimTask): stay(holding.claim) for state in WORKING},
    **{(state, KeepLease): stay(holding.keep_lease) for state in WORKING},
    **{(state, KeepDraft): stay(holding.keep_draft) for state in WORKING},
    **{(state, ReleaseTask): stay(holding.release) for state in WORKING},
    # Every guard reads the card first: one that cannot be taken is refused whatever the row.
    (State.WAITING_FOR_EXPERT, SubmitCard): stay(holding.keep_card),
    (State.IN_PANEL, SubmitCard): (
        stay(holding.keep_card, when=holding.others_outstanding),
        go(State.THIRD_EXPERT, holding.call_third, when=holding.experts_diverge),
        go(State.CHAPTER, holding.reach_verdict, when=holding.chapter_votes),
        go(State.AWAITING_CONFIRMATION, holding.reach_verdict),
    ),
    (State.THIRD_EXPERT, SubmitCard): (
        stay(holding.keep_card, when=holding.others_outstanding),
        go(State.CHAPTER, holding.reach_verdict, when=holding.chapter_votes),
        go(State.AWAITING_CONFIRMATION, holding.reach_verdict),
    ),
}

TIME: Rules = {
    (State.WAITING_FOR_EXPERT, TimeArrived): (
        go(State.THIRD_EXPERT, panel.pass_time, when=panel.lacks_nobody_for_third),
        go(State.IN_PANEL, panel.pass_time, when=panel.lacks_nobody),
        stay(panel.pass_time),
    ),
    **{
        (state, TimeArrived): (
            go(State.WAITING_FOR_EXPERT, panel.pass_time_short, when=panel.lacks_expert),
            stay(panel.pass_time),
        )
        for state in (State.IN_PANEL, State.THIRD_EXPERT)
    },
    **{
        (state, TimeArrived): ignore("a tick that lost the race; nothing is due any more")
        for state in (
            *(State.EXPECTED, State.TOMBSTONE),
            *(*DECIDING, State.CONCLUDED, State.WITHDRAWN),
        )
    },
}

CONTACT: Rules = {
    (None, ContactChanged): go(State.EXPECTED, contact.expect),
    **{
        (state, ContactChanged): (
            ignore("a newer one came first", when=contact.is_older),
            stay(contact.follow),
        )
        for state in State
    },
    **{
        (state, TeamChanged): stay(contact.follow_team)
        for state in (*WORKING, *DECIDING, State.CONCLUDED, State.WITHDRAWN)
    },
}

VOTE: Rules = {
    (State.CHAPTER, PutOnAgenda): stay(agenda.put_on),
    (State.CHAPTER, CasesLeft): (
        stay(agenda.take_off, when=agenda.is_on),
        ignore("another sitting has it by now"),
    ),
    **{
        (state, CasesLeft): ignore("withdrawn, or resolved by another sitting")
        for state in State
        if state is not State.CHAPTER
    },
    **{
        (state, PutOnAgenda): ignore("withdrawn or resolved since the sitting was planned")
        for state in (State.AWAITING_CONFIRMATION, State.CONCLUDED, State.WITHDRAWN)
    },
    (State.CHAPTER, ResolutionPassed): go(State.AWAITING_CONFIRMATION, ending.follow_resolution),
    **{
        (state, ResolutionPassed): ignore("an earlier sitting has resolved it")
        for state in (State.AWAITING_CONFIRMATION, State.CONCLUDED)
    },
    (State.WITHDRAWN, ResolutionPassed): ignore("withdrawn while the chapter voted"),
    **{
        (state, ResolutionPassed): ignore(
            "a sitting from before the appeal", when=appeals.is_pending
        )
        for state in WORKING
    },
}

ENDING: Rules = {
    (State.AWAITING_CONFIRMATION, Confirm): (
        go(State.CONCLUDED, appeals.conclude, when=appeals.is_pending),
        go(State.CONCLUDED, ending.conclude),
    ),
    (State.CONCLUDED, Confirm): ignore("confirmed twice"),
    (None, WithdrawalRequested): go(State.TOMBSTONE, ending.bury),
    (State.EXPECTED, WithdrawalRequested): go(State.TOMBSTONE, ending.bury),
    **{
        (state, WithdrawalRequested): (
            stay(ending.answer_too_late, when=ending.after_decision),
            go(State.WITHDRAWN, ending.withdraw),
        )
        for state in (*WORKING, *DECIDING)
    },
    (State.CONCLUDED, WithdrawalRequested): (
        go(State.WITHDRAWN, ending.withdraw, when=ending.asked_in_time),
        stay(ending.answer_too_late),
    ),
    (State.TOMBSTONE, WithdrawalRequested): ignore("asked twice"),
    (State.WITHDRAWN, WithdrawalRequested): ignore("asked twice"),
}

# A decided case is gone through once more, by others and only for what was refused.
APPEAL: Rules = {
    (State.CONCLUDED, OpenAppeal): (
        ignore("filed twice", when=appeals.is_known),
        stay(appeals.answer_taken_back, when=appeals.was_taken_back),
        stay(appeals.answer_nothing_left, when=appeals.nothing_left),
        go(State.CHAPTER, appeals.leave_to_chapter, when=appeals.has_no_points),
        go(State.WAITING_FOR_EXPERT, appeals.seat_panel, when=appeals.panel_is_short),
        go(State.IN_PANEL, appeals.seat_panel),
    ),
    (State.WITHDRAWN, OpenAppeal): ignore("withdrawn in time after all"),
    (State.CONCLUDED, AppealWithdrawn): (
        ignore("decided before, never for the worse", when=appeals.is_heard),
        stay(appeals.remember_taken_back),
    ),
    (State.WITHDRAWN, AppealWithdrawn): ignore("withdrawn in time after all"),
    (State.CONCLUDED, CorrectDecision): stay(correction.correct),
    **{
        (state, OpenAppeal): ignore("filed twice", when=appeals.is_known)
        for state in (*WORKING, *DECIDING)
    },
    **{
        (state, AppealWithdrawn): go(State.CONCLUDED, appeals.take_back, when=appeals.is_heard)
        for state in (*WORKING, *DECIDING)
    },
    **{
        (state, CorrectDecision): refuse(correction.not_now, when=appeals.is_pending)
        for state in (*WORKING, *DECIDING)
    },
}

RULES: Rules = {**OPENING, **TASKS, **TIME, **CONTACT, **VOTE, **ENDING, **APPEAL}
