"""The scheme's rules up to the certificate: who is evaluated, by whom and how."""

from __future__ import annotations

from typing import Final

from tests.mutation.area import SCHEME, Area

_EVALUATION: Final = "tests/portal/evaluation"
_ONSITE: Final = f"{_EVALUATION}/onsite"
_SUPERVISION: Final = "tests/portal/supervision"
_RIGHTS: Final = "tests/portal/inbox/test_rights.py"
_TRANSACTIONS: Final = "tests/portal/test_transactions.py"

AREAS: Final = (
    Area(
        "criteria",
        SCHEME,
        ("portal/evaluation/criteria.py", "portal/supervision/k4.py"),
        (
            "tests/portal/evaluation/test_criteria.py",
            "tests/portal/evaluation/test_application_pages.py::test_the_table_shows_what_is_met_and_what_is_missing",
            "tests/portal/supervision/test_escalation.py::test_a_confirmed_risk_counts_against_the_next_evaluation",
            "tests/portal/supervision/test_escalation.py::test_an_emergency_that_was_wrong_is_revoked",
        ),
    ),
    Area(
        "eligibility",
        SCHEME,
        ("portal/evaluation/eligibility.py",),
        (
            "tests/portal/evaluation/test_eligibility.py",
            f"{_SUPERVISION}/test_revocation.py::test_a_star_is_revoked_for_good",
        ),
    ),
    Area(
        "scoring",
        SCHEME,
        ("portal/evaluation/scoring.py",),
        (
            f"{_ONSITE}/test_onsite_scoring.py",
            f"{_ONSITE}/test_onsite_opinions.py",
        ),
    ),
    Area(
        "draw",
        SCHEME,
        (
            "portal/evaluation/draw.py",
            "portal/evaluation/conflicts.py",
            "portal/evaluation/models/panel.py",
            "portal/evaluation/models/ties.py",
        ),
        (
            f"{_ONSITE}/test_onsite_draw.py",
            f"{_ONSITE}/test_onsite_panel.py",
        ),
    ),
    Area(
        "claim rules",
        SCHEME,
        ("portal/evaluation/places.py", "portal/supervision/duties.py", "portal/registry/membership.py"),
        (
            "tests/portal/accounts/test_roles.py",
            "tests/portal/inbox/test_people_who_leave.py::test_a_removed_member_neither_sees_nor_does_what_he_took",
            f"{_SUPERVISION}/test_pages.py::test_a_case_is_opened_by_compliance_and_never_by_the_enterprise_s_own",
            f"{_SUPERVISION}/test_objections.py::test_whoever_evaluated_does_not_look_into_the_objection",
            f"{_RIGHTS}::test_nobody_decides_on_an_enterprise_of_his_own",
            f"{_RIGHTS}::test_who_acted_for_the_enterprise_and_left_does_not_decide_either",
            f"{_RIGHTS}::test_members_do_the_tasks_of_their_own_enterprise",
            f"{_ONSITE}/test_onsite_opinions.py::test_nobody_gives_an_opinion_for_another",
            f"{_ONSITE}/test_onsite_opinions.py::test_only_the_lead_does_the_lead_s_work",
            f"{_ONSITE}/test_onsite_opinions.py::test_an_expert_who_is_struck_off_the_list_gives_back_what_he_took",
            "tests/portal/evaluation/third_party/test_agencies.py::test_another_agency_cannot_answer_or_report",
            "tests/portal/evaluation/third_party/test_agencies.py::test_whoever_left_the_agency_no_longer_reports_for_it",
            "tests/portal/evaluation/third_party/test_agencies.py::test_an_agency_that_is_struck_off_gives_its_task_back",
            "tests/portal/supervision/test_escalation.py::test_an_emergency_is_red_at_once_and_confirmed_by_somebody_else",
        ),
    ),
    Area(
        "applications",
        SCHEME,
        (
            "portal/evaluation/commands/applications.py",
            "portal/evaluation/commands/breaking_off.py",
            "portal/evaluation/models/applications.py",
        ),
        (
            _TRANSACTIONS,
            f"{_EVALUATION}/test_star_application.py",
            f"{_EVALUATION}/test_decision.py",
            "tests/portal/appeals/test_outcomes.py::test_a_failed_evaluation_is_done_again_with_the_same_evidence",
            "tests/portal/test_cancelled_cases.py::test_whatever_a_cancelled_case_is_about_ends_with_it",
            f"{_SUPERVISION}/test_freezing.py::test_both_sides_read_why_nothing_can_be_done",
            f"{_SUPERVISION}/test_objections.py::test_a_withdrawal_that_came_in_while_it_was_decided_ends_it",
        ),
    ),
    Area(
        "third parties",
        SCHEME,
        (
            "portal/evaluation/agencies.py",
            "portal/evaluation/commands/third_party.py",
            "portal/evaluation/models/agency.py",
        ),
        (
            _TRANSACTIONS,
            f"{_EVALUATION}/third_party/test_agencies.py",
            f"{_EVALUATION}/third_party/test_third_party.py",
        ),
    ),
    Area(
        "panels",
        SCHEME,
        (
            "portal/evaluation/redrawing.py",
            "portal/evaluation/commands/onsite.py",
            "portal/evaluation/commands/panels.py",
            "portal/evaluation/models/onsite.py",
        ),
        (
            _TRANSACTIONS,
            f"{_ONSITE}/test_onsite_panel.py",
            f"{_ONSITE}/test_onsite_report.py",
            f"{_ONSITE}/test_onsite_visit.py",
        ),
    ),
    Area(
        "non-conformities",
        SCHEME,
        (
            "portal/evaluation/commands/corrections.py",
            "portal/evaluation/models/corrections.py",
        ),
        (
            _TRANSACTIONS,
            f"{_ONSITE}/test_nonconformities.py",
        ),
    ),
    Area(
        "samples",
        SCHEME,
        (
            "portal/evaluation/commands/retests.py",
            "portal/evaluation/commands/samples.py",
            "portal/evaluation/models/samples.py",
        ),
        (_TRANSACTIONS, f"{_EVALUATION}/test_retest.py", f"{_EVALUATION}/test_sample_inspection.py"),
    ),
    Area(
        "public notice",
        SCHEME,
        (
            "portal/evaluation/commands/publicity.py",
            "portal/supervision/complaints/objections.py",
            "portal/evaluation/models/publicity.py",
        ),
        (_TRANSACTIONS, "tests/portal/public/test_publicity.py", f"{_SUPERVISION}/test_objections.py"),
    ),
    Area(
        "who reads what",
        SCHEME,
        (
            "portal/evaluation/access.py",
            "portal/evaluation/disclosure.py",
            "portal/registry/disclosure.py",
            "portal/supervision/disclosure.py",
        ),
        (
            f"{_ONSITE}/test_onsite_access.py",
            f"{_ONSITE}/test_onsite_opinions.py::test_opinions_are_blind_until_all_are_in",
            f"{_EVALUATION}/test_case_files.py",
            f"{_EVALUATION}/test_timeline.py",
            f"{_EVALUATION}/third_party/test_agencies.py::test_agencies_see_the_case_only_while_they_work_on_it",
            f"{_EVALUATION}/third_party/test_third_party_papers.py",
            "tests/portal/registry/test_files_by_role.py",
            f"{_SUPERVISION}/test_suspension.py::test_the_enterprise_reads_its_letters_and_nothing_of_a_proposal",
        ),
    ),
)
