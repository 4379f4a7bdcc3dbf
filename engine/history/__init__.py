"""What the history of an instance says: how it was as of any event, and what came into it."""

from engine.history.recording import CAME, Recording, Step, record, recorded
from engine.history.snapshots import Event, OpenTask, Snapshot, as_of

__all__ = ["CAME", "Event", "OpenTask", "Recording", "Snapshot", "Step", "as_of", "record", "recorded"]
