"""Numbers and codes are looked up by four of their signs: pairs of digits stand in nearly every line."""

from django.db import migrations

DROP = "DROP INDEX registry_casetext_signs"
INDEX = "CREATE INDEX registry_casetext_signs ON registry_casetext USING gin (registry_signs(text))"
# Unsafe to run in parallel: a search is over before other processes would have begun.
FOURS = """
CREATE OR REPLACE FUNCTION registry_signs(line text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL UNSAFE AS $$
    SELECT coalesce(array_agg(DISTINCT sign), '{}')
    FROM generate_series(1, length(line)) at, generate_series(1, 4) size, substr(line, at, size) sign
    WHERE size < 3 OR size = 4 AND length(sign) = 4 AND octet_length(sign) = 4 AND position(' ' IN sign) = 0
$$
"""
PAIRS = """
CREATE OR REPLACE FUNCTION registry_signs(line text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr(line, at, size)), '{}')
    FROM generate_series(1, length(line)) at, generate_series(1, 2) size
$$
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0011_withdrawal")]

    operations = [
        migrations.RunSQL(DROP, INDEX),
        migrations.RunSQL(FOURS, PAIRS),
        migrations.RunSQL(INDEX, DROP),
    ]
