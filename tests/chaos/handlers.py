import time

from django.db import connection

from engine.registry import JobContext, handles

COUNTED = """CREATE TABLE IF NOT EXISTS chaos_counted
    (business_key text, element_id text, job uuid, at timestamptz DEFAULT now())"""


@handles("chaos.count")
def count(job: JobContext) -> None:
    """Writes a row each time, so that work done twice shows; slow enough to be killed in the middle."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO chaos_counted (business_key, element_id, job) VALUES (%s, %s, %s)",
            [job.business_key, job.element_id, job.id],
        )
    time.sleep(0.5)
