"""Imported by the app's configuration: topics and task forms register themselves."""

from portal.evaluation import forms
from portal.evaluation.handlers import applications, corrections, onsite, reminders, samples, third_party

__all__ = ["applications", "corrections", "forms", "onsite", "reminders", "samples", "third_party"]
