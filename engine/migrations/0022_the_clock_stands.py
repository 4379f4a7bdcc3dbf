"""Whether the clock of a suspended instance stands, so far told by the batch that suspended it, is a field of its own."""

from django.db import migrations, models

# What such a batch suspended, and what follows it, and nobody has let go on since.
STANDS = """
UPDATE engine_processinstance AS held SET clock_stands = true
FROM engine_batchitem AS item
JOIN engine_batch AS batch ON batch.id = item.batch_id
JOIN engine_processinstance AS suspended ON suspended.id = item.instance_id
WHERE batch.kind = 'suspend' AND batch.undoes_id IS NULL AND item.status = 'done'
  AND batch.parameters @> '{"clock_stands": true}'
  AND suspended.suspension = 'itself'
  AND suspended.suspended_at = (item.before ->> 'suspended_at')::timestamptz
  AND held.suspension <> '' AND (held.id = suspended.id OR held.root_id = suspended.id AND held.suspension = 'parent')
"""


class Migration(migrations.Migration):

    dependencies = [("engine", "0021_one_index_where_two_began_alike")]

    operations = [
        migrations.AddField(
            model_name="processinstance",
            name="clock_stands",
            field=models.BooleanField(
                db_default=False, default=False, help_text="while it is suspended no time of its deadlines passes"
            ),
        ),
        migrations.RunSQL(STANDS, migrations.RunSQL.noop, elidable=True),
    ]
