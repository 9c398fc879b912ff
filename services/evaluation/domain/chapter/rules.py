"""The whole of a sitting as one table: during X, when Y, do, go to Z. What is not here is refused.

planned --Call--> called --Open--> open --Close--> closed. Cancelled until it is open.
Each case that had a quorum has its resolution at the end; the others wait for another sitting.
"""

from __future__ import annotations

from chassis.process import Rules, go, ignore, stay
from services.evaluation.domain.chapter import planning, session
from services.evaluation.domain.chapter.commands import (
    Call,
    Cancel,
    CastVotes,
    Close,
    Exclude,
    Open,
    Plan,
)
from services.evaluation.domain.chapter.sitting import SittingState as State

SITTING_RULES: Rules = {
    (None, Plan): go(State.PLANNED, planning.plan),
    # The id of a sitting comes from the request: a request sent again finds what it has made.
    **{(state, Plan): ignore("planned twice") for state in State},
    (State.PLANNED, Call): go(State.CALLED, session.call),
    (State.CALLED, Call): ignore("called twice: nobody is invited again"),
    (State.PLANNED, Cancel): go(State.CANCELLED, session.drop),
    (State.CALLED, Cancel): go(State.CANCELLED, session.cancel),
    (State.CANCELLED, Cancel): ignore("cancelled twice"),
    (State.CALLED, Open): go(State.OPEN, session.open_),
    (State.OPEN, Open): ignore("opened twice"),
    # A member may step aside as soon as they know the agenda, and until the votes are counted.
    **{(state, Exclude): stay(session.exclude) for state in (State.CALLED, State.OPEN)},
    (State.OPEN, CastVotes): stay(session.cast),
    (State.OPEN, Close): go(State.CLOSED, session.close),
    (State.CLOSED, Close): ignore("closed twice"),
}
