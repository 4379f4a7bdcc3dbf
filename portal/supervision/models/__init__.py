from portal.supervision.models.cases import Case, CaseDecision
from portal.supervision.models.reports import Report, ReportStep
from portal.supervision.models.warnings import CounterEntry, Rectification, Warning

__all__ = ["Case", "CaseDecision", "CounterEntry", "Rectification", "Report", "ReportStep", "Warning"]
