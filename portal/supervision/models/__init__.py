from portal.supervision.models.cases import Case, CaseDecision
from portal.supervision.models.referrals import LegalReferral
from portal.supervision.models.reports import Report, ReportStep
from portal.supervision.models.warnings import CounterEntry, Rectification, Statement, Warning

__all__ = [
    "Case",
    "CaseDecision",
    "CounterEntry",
    "LegalReferral",
    "Rectification",
    "Report",
    "ReportStep",
    "Statement",
    "Warning",
]
