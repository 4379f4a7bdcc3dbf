from portal.upkeep.models.changes import ChangeReview, InformationChange
from portal.upkeep.models.codes import CodeReplacement
from portal.upkeep.models.inspections import AnnualInspection, InspectionReview
from portal.upkeep.models.proofs import MarkProof, MarkProofReview

__all__ = [
    "AnnualInspection",
    "ChangeReview",
    "CodeReplacement",
    "InformationChange",
    "InspectionReview",
    "MarkProof",
    "MarkProofReview",
]
