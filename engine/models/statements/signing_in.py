"""Who a key belongs to, and what an account may."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.utils.crypto import constant_time_compare

from engine import clock
from engine.models.statements.rows import Columns
from engine.models.statements.running import rows
from engine.models.tokens import ApiToken, digest_of, mark_of
from engine.once import is_asking_once, once

_TOKEN = Columns(ApiToken, "token")


def token_of_key(key: str) -> ApiToken | None:
    """The token of that key with its account, unless it has expired, or the account is closed or has another password
    by now."""
    found = rows(_token_with_account(), {"digest": digest_of(key), "now": clock.now()})
    if not found:
        return None
    token = _TOKEN.read(found[0][: len(_TOKEN)])
    token.user = _account().read(found[0][len(_TOKEN) :])
    return token if constant_time_compare(token.password_mark, mark_of(token.user)) else None


def permissions(account_id: Any) -> frozenset[str]:
    """Those of the account and of its roles, as `app.codename`."""
    if is_asking_once():
        return _standing(account_id)[0]
    return frozenset(f"{app}.{codename}" for app, codename in rows(_permissions(), {"account": account_id}))


def groups_of(account: Any) -> frozenset[str]:
    """The candidate groups of an account."""
    if is_asking_once():
        return _standing(account.pk)[1]
    return frozenset(name for (name,) in rows(_GROUPS, {"account": account.pk}))


@once
def _standing(account_id: Any) -> tuple[frozenset[str], frozenset[str]]:
    """Both at once, since a page asks for both."""
    found = rows(_both(), {"account": account_id})
    permitted = frozenset(f"{app}.{codename}" for app, codename in found if app is not None)
    return permitted, frozenset(name for app, name in found if app is None)


_GROUPS = 'SELECT "group" AS name FROM engine_membership WHERE user_id = %(account)s'


@cache
def _both() -> str:
    return f"{_permissions()} UNION ALL SELECT NULL, held.name FROM ({_GROUPS}) held"  # noqa: S608


@cache
def _account() -> Columns[Any]:
    return Columns(get_user_model(), "account")


@cache
def _token_with_account() -> str:
    return f"""
SELECT {_TOKEN}, {_account()}
  FROM engine_apitoken token JOIN {get_user_model()._meta.db_table} account ON account.id = token.user_id
 WHERE token.digest = %(digest)s AND token.expires_at > %(now)s AND account.is_active
"""  # noqa: S608


@cache
def _permissions() -> str:
    account: Any = get_user_model()
    groups: Any = Group
    own, roles, of_roles = (
        field.remote_field.through._meta.db_table
        for field in (account.user_permissions.field, account.groups.field, groups.permissions.field)
    )
    return f"""
SELECT kind.app_label, permission.codename
  FROM {Permission._meta.db_table} permission JOIN django_content_type kind ON kind.id = permission.content_type_id
 WHERE permission.id IN (
        SELECT permission_id FROM {own} WHERE user_id = %(account)s
        UNION ALL
        SELECT held.permission_id FROM {of_roles} held JOIN {roles} role USING (group_id)
         WHERE role.user_id = %(account)s
       )
"""  # noqa: S608
