from portal.evaluation.models.agency import (
    Agency,
    AgencyFinding,
    AgencyMember,
    AgencyReport,
    AgencyTie,
    ThirdPartyOrder,
)
from portal.evaluation.models.applications import Application, Decision, Star
from portal.evaluation.models.corrections import Nonconformity, Revisit
from portal.evaluation.models.evidence import Criterion, Evidence, Link
from portal.evaluation.models.moves import VisitMove
from portal.evaluation.models.onsite import (
    ChecklistItem,
    Countersignature,
    Discussion,
    OnsiteVisit,
    Opinion,
    PanelReport,
)
from portal.evaluation.models.panel import Expert, ExpertTie, Panel, PanelDraw, PanelSeat
from portal.evaluation.models.publicity import Publicity
from portal.evaluation.models.reports import CheckRecord, Report
from portal.evaluation.models.samples import InspectionItem, InspectionRecord, Sample, SampleEvent

__all__ = [
    "Agency",
    "AgencyFinding",
    "AgencyMember",
    "AgencyReport",
    "AgencyTie",
    "Application",
    "CheckRecord",
    "ChecklistItem",
    "Countersignature",
    "Criterion",
    "Decision",
    "Discussion",
    "Evidence",
    "Expert",
    "ExpertTie",
    "InspectionItem",
    "InspectionRecord",
    "Link",
    "Nonconformity",
    "OnsiteVisit",
    "Opinion",
    "Panel",
    "PanelDraw",
    "PanelReport",
    "PanelSeat",
    "Publicity",
    "Report",
    "Revisit",
    "Sample",
    "SampleEvent",
    "Star",
    "ThirdPartyOrder",
    "VisitMove",
]
