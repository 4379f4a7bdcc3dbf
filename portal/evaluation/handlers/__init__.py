"""Imported by the app's configuration: topics and task forms register themselves."""

from portal.evaluation import forms
from portal.evaluation.handlers import applications, onsite, reminders, samples, third_party

__all__ = ["applications", "forms", "onsite", "reminders", "samples", "third_party"]
