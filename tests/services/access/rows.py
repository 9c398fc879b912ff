"""What one line of the access table says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

PUBLIC: Final = "public"
SIGNED_IN: Final = "applicant officer expert chapter director operator"
ANOTHER: Final = "ktos@spoldzielnia.example"
WHY: Final = {"reason": "Bez zgody."}

FOR_PROGRAMS: Final = {
    *(
        "/metrics",
        "/openapi.json",
        "/asyncapi.json",
        "/docs",
        "/docs/oauth2-redirect",
        "/redoc",
        "/look",
    ),
}


@dataclass(frozen=True)
class Row:
    """One route, and who may use it.

    Attributes:
        route: Method and path, as the service declares it.
        may: Roles, separated by blanks.
        json: What is sent.
        query: Likewise in the address; in both ``{word}`` stands for the record of that word.
        of: The word of the record that the path names, where it is not the one before its id.
    """

    route: str
    may: str
    json: Any = None
    query: str = ""
    of: str = ""

    @property
    def page(self) -> bool:
        """Whether people come here with a browser: nobody is sent to sign in, not told a 401."""
        path = self.route.split()[1]
        return not path.startswith(("/api/", "/health/")) and path not in FOR_PROGRAMS
