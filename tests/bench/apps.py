from django.apps import AppConfig


class BenchConfig(AppConfig):
    name = "tests.bench"
    label = "bench"

    def ready(self) -> None:
        from engine.registry import JobContext, handles

        @handles("bench.nothing")
        def nothing(job: JobContext) -> None:
            """What is measured is the way to a handler and back."""
