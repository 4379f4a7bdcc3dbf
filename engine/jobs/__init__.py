"""What the engine owes, done: each job is one step of its instance."""

from engine.jobs.running import run_job
from engine.jobs.sweeping import run_due_jobs, sweep

__all__ = ["run_due_jobs", "run_job", "sweep"]
