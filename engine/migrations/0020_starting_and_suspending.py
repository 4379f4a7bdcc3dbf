from django.db import migrations

# The newest version of a process, and why no case of it may start now. Whoever asks keeps the process from being
# suspended until his transaction is over; whoever suspends takes the same lock alone, and so waits for those who are
# about to start a case and are let to. The lock comes first and the look follows, as a statement of its own: what was
# committed while one waited is seen.
ASK = """
CREATE FUNCTION engine_newest_to_start(asked text) RETURNS TABLE (definition_id bigint, suspended_because text)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(20, hashtext(asked));
    RETURN QUERY
    SELECT newest.id, (SELECT told.reason::text FROM engine_definitionsuspension told
                        WHERE told.key = newest.key AND told.resumed_at IS NULL
                          AND (told.version IS NULL OR told.version = newest.version)
                        ORDER BY told.version NULLS FIRST LIMIT 1)
      FROM engine_processdefinition newest WHERE newest.key = asked ORDER BY newest.version DESC LIMIT 1;
END $$;

CREATE FUNCTION engine_starts_pause(asked text) RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(20, hashtext(asked));
$$;
"""
FORGET = """
DROP FUNCTION engine_starts_pause(text);
DROP FUNCTION engine_newest_to_start(text);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('engine', '0019_batches'),
    ]

    operations = [migrations.RunSQL(ASK, FORGET)]
