"""What the history of an instance says: how it was as of any event."""

from engine.history.snapshots import Event, OpenTask, Snapshot, as_of

__all__ = ["Event", "OpenTask", "Snapshot", "as_of"]
