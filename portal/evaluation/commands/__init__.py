from portal.evaluation.commands.applications import apply_for_star, ask_to_withdraw
from portal.evaluation.commands.evidence import store_evidence

__all__ = ["apply_for_star", "ask_to_withdraw", "store_evidence"]
