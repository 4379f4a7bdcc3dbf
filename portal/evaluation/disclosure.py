"""Who reads the answers to the forms of an evaluation."""

from __future__ import annotations

from engine.models import UserTask
from portal.registry.disclosure import Reader, addressed_to_the_enterprise, discloses

discloses("star_acceptance", "online_conclusion", "panel_acceptance", "third_party_adoption", "star_decision")(
    addressed_to_the_enterprise
)


@discloses("expert_opinion")
def once_all_are_in(reader: Reader, task: UserTask) -> bool:
    """Experts write blind: nobody reads one opinion before the last is given, and other experts never here."""
    if not reader.user.has_perm("evaluation.view_opinion"):
        return False
    return (task.instance_id, task.form_key) not in reader.unanswered
