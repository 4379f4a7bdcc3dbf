"""Words of one and two signs, which most of Chinese is, are looked up like longer ones; no extension is needed."""

from django.db import migrations

INDEX = """
CREATE FUNCTION registry_signs(line text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr(line, at, size)), '{}')
    FROM generate_series(1, length(line)) at, generate_series(1, 2) size
$$;
CREATE INDEX registry_casetext_signs ON registry_casetext USING gin (registry_signs(text));
DROP INDEX IF EXISTS registry_casetext_trigrams;
"""
BACK = "DROP INDEX registry_casetext_signs; DROP FUNCTION registry_signs(text);"


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_who_looked_at_a_number")]

    operations = [migrations.RunSQL(INDEX, BACK)]
