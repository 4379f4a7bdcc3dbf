"""The kinds of documents; each registers itself."""

from documents.kinds import issuing, supervision, upkeep
from documents.kinds.base import KINDS, Kind, kind_of

__all__ = ["KINDS", "Kind", "issuing", "kind_of", "supervision", "upkeep"]
