"""Who visits: `owner` and `staff` belong to the enterprise in question, `rival` to another one, `newcomer` registers a
third; the expert and the agency have no case here. The rest are the operator's roles.
"""

from __future__ import annotations

from typing import Any

from django.test import Client

EVERYBODY = frozenset(
    [
        "nobody",
        "owner",
        "staff",
        "rival",
        "newcomer",
        "reviewer",
        "evaluator",
        "keeper",
        "officer",
        "compliance",
        "legal",
        "manager",
        "admin",
        "expert",
        "agency",
        "referrer",
        "superuser",
    ]
)
SIGNED_IN = EVERYBODY - {"nobody"}
MEMBERS = frozenset({"owner", "staff"})
# The newcomer's enterprise is under review.
ENTERPRISES = frozenset({"owner", "staff", "rival", "newcomer"})
ACTIVE = ENTERPRISES - {"newcomer"}
STAFF = frozenset(["reviewer", "evaluator", "keeper", "officer", "compliance", "legal", "manager"])
READERS = STAFF | {"superuser"}
SUPERVISORS = frozenset({"compliance", "legal", "manager", "superuser"})
MANAGERS = frozenset({"manager", "superuser"})
MARKS = SUPERVISORS | {"officer"}
# Who reads the opinions of experts and how they were drawn.
JUDGES = MARKS - {"legal"} | {"evaluator"}
GRANTERS = frozenset({"reviewer", "manager", "superuser"})
ADMINS = frozenset({"admin", "superuser"})
NOBODY: frozenset[str] = frozenset()


def who(text: str) -> frozenset[str]:
    return frozenset(text.split())


def sign_in(client: Client, user: Any) -> None:
    """Again where the last request ended it."""
    signed_in = client.session.get("_auth_user_id")
    if user is not None and signed_in != str(user.pk):
        client.force_login(user)
    elif user is None and signed_in:
        client.logout()
