"""Tokens that were kept as they are go on, kept as digests; the table with the keys goes."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.db import migrations

from engine import clock

_KEYS = """
SELECT token.key, token.user_id, token.created, person.password
FROM authtoken_token token JOIN {users} person ON person.id = token.user_id
"""


def hash_tokens(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('authtoken_token')")
        if cursor.fetchone()[0] is None:
            return
        users = apps.get_model(settings.AUTH_USER_MODEL)._meta.db_table
        cursor.execute(_KEYS.format(users=schema_editor.quote_name(users)))
        kept = cursor.fetchall()
    until = clock.now() + timedelta(days=settings.OTOP_TOKEN_DAYS)
    token = apps.get_model("engine", "ApiToken")
    token.objects.bulk_create(
        token(
            digest=hashlib.sha256(key.encode()).hexdigest(),
            user_id=user_id,
            password_mark=hashlib.sha256(password.encode()).hexdigest(),
            created_at=created,
            expires_at=until,
        )
        for key, user_id, created, password in kept
    )
    schema_editor.execute("DROP TABLE authtoken_token")


class Migration(migrations.Migration):

    dependencies = [
        ('engine', '0006_api_tokens'),
    ]

    operations = [migrations.RunPython(hash_tokens, migrations.RunPython.noop, elidable=True)]
