"""How the forms of P03 to P07 meet the scheme's tables."""

from portal.evaluation.forms import decisions, evidence, online, onsite, panels, samples, third_party

__all__ = ["decisions", "evidence", "online", "onsite", "panels", "samples", "third_party"]
