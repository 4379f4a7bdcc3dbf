"""Every form that people write into for a while is kept by their browser until the server has it."""

from __future__ import annotations

import re
from pathlib import Path

PORTAL = Path(__file__).parents[2] / "portal"
FORM = re.compile(r"<form[^>]*method=\"post\".*?</form>", re.DOTALL)
TYPED = re.compile(
    r"components/form\.html|components/field\.html|<textarea|type=\"text\"|<input class=\"form-control\""
)
# Passwords and codes, public pages without a script, and what is a few clicks.
NOT_KEPT = {
    "accounts/phone.html",
    "accounts/signup.html",
    "administration/agency.html: member",
    "administration/person.html: roles",
    "centre/erase.html",
    "certification/accept.html",
    "centre/notices.html",
    "centre/robots.html",  # with a secret
    "channels/channel.html: rotate",
    "public/objection.html",
    "public/report.html",
    "registration/forgotten_password.html",
    "registration/login.html",
    "registration/new_password.html",
    "registration/password_change_form.html",
    "registration/phone_sign_in.html",
    "referrals/join.html",
    "registry/members.html",
    "showcase/agree.html",
    "upkeep/change.html",  # the contact, chosen from a list
    "workbench/change.html",  # a file, chosen from a list or uploaded
}


def test_each_form_that_is_typed_into_is_kept_or_known_not_to_be():
    left = set()
    for path in sorted(PORTAL.rglob("templates/**/*.html")):
        for form in FORM.findall(path.read_text()):
            if TYPED.search(form) and "data-keep=" not in form.split(">", 1)[0]:
                action = re.search(r'name="action" value="(\w+)"', form)
                left.add("/".join(path.parts[-2:]) + (f": {action[1]}" if action else ""))
    assert left == NOT_KEPT
