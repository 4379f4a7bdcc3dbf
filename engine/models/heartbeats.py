from django.db import models


class Heartbeat(models.Model):
    """When a part of the platform was last alive, by the database's clock; one row each."""

    class Part(models.TextChoices):
        WORKER = "worker"
        BEAT = "beat"

    part = models.CharField(primary_key=True, max_length=10)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.part
