"""Who may do what: one line for each route of the four services, written by hand.

`may` names the roles that may use the route; ``role:own`` only with what is theirs, ``PUBLIC`` is
everybody, signed in or not. Whatever is not named is refused: 401 without a token, 403 (or a 404
that hides what is somebody else's) with one. A new route needs a line here; where ``:own`` stands
also a body that is good enough to come as far as the check, and a record in `world.py` for what its
path names.
"""

from __future__ import annotations

from typing import Final

from tests.services.access import table_pages as pages
from tests.services.access.rows import ANOTHER, PUBLIC, SIGNED_IN, WHY, Row

SCORES: Final = {"token": "?", "items": []}
DATA: Final = "GET /api/people/{id}/data"
MINE: Final = "applicant:own officer expert:own chapter:own director:own operator:own"

CHASSIS: Final = (
    Row("GET /health/live", PUBLIC),
    Row("GET /health/ready", PUBLIC),
    Row("GET /health/waiting", PUBLIC),
    Row("GET /metrics", PUBLIC),
    Row("GET /openapi.json", PUBLIC),
    Row("GET /asyncapi.json", PUBLIC),
    Row("? /look/{path}", PUBLIC),
    Row("GET /docs", PUBLIC),
    Row("GET /docs/oauth2-redirect", PUBLIC),
    Row("GET /redoc", PUBLIC),
    Row("GET /api/clock", "operator"),
    Row("POST /api/clock", "operator", {"to": "2026-03-02T09:00:00Z"}),
)

INTAKE: Final = (
    Row("GET /api/calls", PUBLIC),
    Row("GET /api/calls/{id}", PUBLIC),
    Row("POST /api/calls", "officer"),
    Row("PUT /api/calls/{id}", "officer"),
    Row("POST /api/calls/{id}/cancellation", "officer"),
    Row("POST /api/calls/{id}/extension", "officer"),
    Row("POST /api/calls/{id}/closure", "officer"),
    Row("POST /api/subscriptions", PUBLIC),
    Row("POST /api/subscriptions/confirmation", PUBLIC),
    Row("POST /api/subscriptions/unsubscription", PUBLIC),
    Row("GET /api/subscriptions/mine", SIGNED_IN),
    Row("PUT /api/subscriptions/mine", SIGNED_IN),
    Row("DELETE /api/subscriptions/mine", SIGNED_IN),
    Row("POST /api/applications", "applicant officer"),
    Row("GET /api/applications", "applicant officer director"),
    Row("GET /api/applications/{id}", "applicant:own officer director"),
    # An officer fills in what came on paper, never what somebody files online.
    Row("PUT /api/applications/{id}", "applicant:own officer:own", {"form": {}}),
    Row("PUT /api/applications/{id}", "officer", {"form": {}}, of="paper"),
    Row("PUT /api/applications/{id}/attachments/{kind}", "applicant:own officer:own"),
    Row("GET /api/applications/{id}/attachments/{kind}", "applicant:own officer director"),
    Row("DELETE /api/applications/{id}/attachments/{kind}", "applicant:own officer:own"),
    Row("POST /api/applications/{id}/submission", "applicant:own officer:own"),
    Row("POST /api/applications/{id}/withdrawal", "applicant:own officer", {"reason": "List."}),
    Row("POST /api/applications/{id}/delivery", "officer"),
    Row("POST /api/applications/{id}/appeal", "applicant:own officer", {"grounds": "Jest."}),
    Row("POST /api/applications/{id}/appeal/withdrawal", "applicant:own officer", WHY),
    Row("POST /api/applications/{id}/appeal/decision", "officer"),
    Row("DELETE /api/applications/{id}", "applicant:own officer:own"),
    Row("POST /api/applications/{id}/formal-decision", "officer"),
    Row("POST /api/applications/{id}/correction", "applicant:own officer:own", {"form": {}}),
    Row(
        "GET /api/cases",
        "applicant:own officer director operator",
        query="?number={numbered}",
        of="numbered",
    ),
    Row("PUT /api/applications/{id}/contact", "applicant:own officer", {"contact": {}}),
    # Only a member brings an application into a team: never an officer, who is in none.
    Row("PUT /api/applications/{id}/team", "applicant:own", {"team": "{teams}"}),
    Row("GET /api/teams", "applicant"),
    Row("POST /api/teams", "applicant"),
    Row("GET /api/teams/{id}", "applicant:own"),
    Row("GET /api/invitations", "applicant"),
    # Whoever is invited comes in, which a test of its own tells; a member is in already.
    Row("POST /api/teams/{id}/members", "applicant:own"),
    Row("DELETE /api/teams/{id}/members/{person}", "applicant:own"),
    Row("POST /api/teams/{id}/invitations", "applicant:own", {"email": ANOTHER}),
    Row("DELETE /api/teams/{id}/invitations/{invitation}", "applicant:own"),
    Row("GET /api/cases/{id}", "applicant:own officer director operator"),
    Row("GET /api/cases/{id}/export", "officer"),
    Row("GET /api/notice", PUBLIC),
    Row("GET /api/case-file/heads", PUBLIC),
    Row("GET /api/case-file/heads/{day}", PUBLIC),
    Row("POST /api/sign-in", PUBLIC),
    Row("POST /api/sign-in/sessions", PUBLIC),
    Row("POST /api/sign-in/oidc", PUBLIC),
    Row("POST /api/sign-in/oidc/sessions", PUBLIC),
    Row("POST /api/sessions/refresh", PUBLIC),
    Row("GET /api/sessions", SIGNED_IN),
    Row("DELETE /api/sessions", SIGNED_IN),
    Row("DELETE /api/sessions/{id}", SIGNED_IN),
    Row("GET /api/people", "officer director"),
    Row("POST /api/people", "officer director"),
    Row("GET /api/people/{id}", "officer director"),
    Row("PUT /api/people/{id}/roles", "officer director"),
    Row("DELETE /api/people/{id}", "officer director"),
    Row("DELETE /api/people/{id}/sessions", "officer director"),
    Row("POST /api/people/{id}/erasure", "officer director"),
    Row(DATA, MINE),
    Row("POST /api/dev/tokens", PUBLIC),
    Row("DELETE /api/invitations/{team}", "applicant", of="teams"),
)

EVALUATION: Final = (
    Row("GET /api/experts", "officer"),
    Row("POST /api/experts", "officer"),
    Row("PUT /api/experts/{person}", "officer"),
    Row("POST /api/experts/{person}/removal", "officer"),
    Row("GET /api/cases", "officer director"),
    Row("GET /api/cases/{case}", "officer director chapter"),
    Row("POST /api/cases/{case}/confirmation", "director"),
    Row("POST /api/cases/{case}/correction", "director"),
    Row("GET /api/tasks", "expert"),
    Row("POST /api/tasks/{task}/reassignment", "officer"),
    Row("POST /api/tasks/{task}/declaration", "expert:own", {"conflict": False}),
    Row("POST /api/tasks/{task}/claim", "expert:own", {"session": "s"}),
    Row("POST /api/tasks/{task}/lease", "expert:own", {"token": "?"}),
    Row("PUT /api/tasks/{task}/draft", "expert:own", SCORES),
    Row("POST /api/tasks/{task}/release", "expert:own", {"token": "?"}),
    Row("POST /api/tasks/{task}/card", "expert:own", SCORES),
    Row(DATA, MINE),
    Row("GET /api/members", "officer chapter director"),
    Row("POST /api/members", "officer"),
    Row("PUT /api/members/{person}", "officer"),
    Row("POST /api/members/{person}/dismissal", "officer"),
    Row("GET /api/sittings", "officer chapter director"),
    Row("GET /api/sittings/{sitting}", "officer chapter director"),
    Row("POST /api/sittings", "officer"),
    Row("POST /api/sittings/{sitting}/call", "officer"),
    Row("POST /api/sittings/{sitting}/cancellation", "officer"),
    Row("POST /api/sittings/{sitting}/opening", "officer chapter:own"),
    Row("POST /api/sittings/{sitting}/closure", "officer chapter:own", {"reasons": []}),
    Row(
        "POST /api/sittings/{sitting}/exclusions",
        "officer chapter:own",
        {"case": "{cases}", "ground": "Kuzynka."},
    ),
    Row(
        "POST /api/sittings/{sitting}/votes",
        "chapter:own",
        {"case": "{cases}", "votes": {"i": "yes"}},
    ),
)

LICENSING: Final = (
    Row("GET /api/licences", "officer"),
    Row("GET /api/licences/{id}", "officer"),
    Row("POST /api/licences/{id}/signature", "officer"),
    Row("POST /api/licences/{id}/suspension", "officer", WHY),
    Row("POST /api/licences/{id}/reinstatement", "officer", WHY),
    Row("POST /api/licences/{id}/surrender", "applicant:own officer", WHY),
    Row("POST /api/licences/{id}/revocation", "officer", WHY),
    Row(DATA, MINE),
    Row("GET /api/register", PUBLIC),
    Row("GET /api/register.csv", PUBLIC),
    Row("GET /api/register/{number}", PUBLIC),
    Row("GET /api/certificates/key", PUBLIC),
)

NOTIFICATIONS: Final = (
    Row("GET /api/mails", "officer"),
    Row("GET /api/mails/{id}", "officer"),
    Row(DATA, MINE),
)

TABLE: Final = {
    "intake": (*CHASSIS, *INTAKE, *pages.INTAKE),
    "evaluation": (*CHASSIS, *EVALUATION, *pages.EVALUATION),
    "licensing": (*CHASSIS, *LICENSING, *pages.LICENSING),
    "notifications": (*CHASSIS, *NOTIFICATIONS, *pages.NOTIFICATIONS),
}
