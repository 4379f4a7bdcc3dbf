"""The kinds of documents; each registers itself."""

from documents.kinds import evaluation, issuing, samples, supervision, upkeep
from documents.kinds.base import KINDS, Kind, kind_of

__all__ = ["KINDS", "Kind", "evaluation", "issuing", "kind_of", "samples", "supervision", "upkeep"]
