"""What is mutated, and which tests must notice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SCHEME, ENGINE = "the scheme's rules", "the engine"
#: The least share of planted faults that must be noticed.
BOUNDS: Final = {SCHEME: 0.9, ENGINE: 0.8}

_ONSITE: Final = "tests/portal/evaluation/onsite"
_TOKENS: Final = (
    "test_every_token_that_was_given_works_and_none_is_kept_readable",
    "test_of_one_account_the_newest_tokens_stay",
    "test_a_token_ends_after_its_days",
    "test_a_token_ends_with_a_change_of_password",
    "test_a_token_ends_when_the_account_is_closed_also_if_it_is_opened_again",
)
_RIGHTS: Final = "tests/portal/inbox/test_rights.py"


@dataclass(frozen=True)
class Area:
    """`modules` and `tests` are paths from the project's folder; a module may be a pattern."""

    name: str
    part: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]


AREAS: Final = (
    Area("dates", SCHEME, ("engine/business_time.py",), ("tests/engine/test_business_time.py",)),
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
        ("tests/portal/evaluation/test_eligibility.py",),
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
        ("portal/evaluation/draw.py", "portal/evaluation/conflicts.py"),
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
        "penalties and appeals",
        SCHEME,
        (
            "portal/supervision/freezing.py",
            "portal/supervision/sanctions.py",
            "portal/appeals/decisions.py",
            "portal/appeals/duties.py",
        ),
        (
            "tests/portal/supervision/test_revocation.py",
            "tests/portal/supervision/test_suspension.py::test_two_products_suspended_freeze_the_enterprise_until_one_is_well",
            "tests/portal/supervision/test_suspension.py::test_a_ground_that_falls_ends_what_is_under_way_against_it",
            "tests/portal/appeals/test_hearing.py",
            "tests/portal/appeals/test_outcomes.py",
        ),
    ),
    Area(
        "statuses",
        SCHEME,
        ("portal/certification/models/authorisations.py", "portal/certification/standings.py"),
        (
            "tests/portal/certification/test_public_status.py",
            "tests/portal/certification/test_pages.py::test_others_get_nothing",
            "tests/portal/certification/test_issue.py::test_an_authorisation_ends_with_its_last_day",
            "tests/portal/public/test_scan.py::test_a_valid_product_shows_everything_in_its_order",
            "tests/portal/public/test_scan.py::test_a_code_is_unknown_until_the_officer_has_issued",
        ),
    ),
    Area(
        "numbers",
        SCHEME,
        ("documents/numbers.py", "portal/certification/numbers.py", "portal/registry/uscc.py"),
        (
            "tests/documents/test_numbers.py",
            "tests/portal/registry/test_uscc.py",
            "tests/portal/certification/test_issue.py::test_every_star_gets_a_number_a_mark_and_a_code",
        ),
    ),
    Area(
        "tokens",
        SCHEME,
        ("documents/token.py", "documents/verification.py", "engine/models/tokens.py"),
        (
            "tests/documents/test_marks.py",
            "tests/documents/test_issue.py::test_a_document_is_found_by_its_code_however_it_is_typed",
            "tests/documents/test_issue.py::test_an_unknown_code_finds_nothing",
            *(f"tests/engine/api/test_access.py::{name}" for name in _TOKENS),
        ),
    ),
    Area(
        "benefits",
        SCHEME,
        ("portal/benefits/gate.py", "portal/events/admission.py", "portal/showcase/showable.py"),
        (
            "tests/portal/benefits/test_gate.py",
            "tests/portal/events/test_events.py::test_stars_classes_and_proofs_decide_who_may_come",
            "tests/portal/events/test_events.py::test_the_worst_status_keeps_from_events_and_from_being_confirmed",
            "tests/portal/events/test_events.py::test_signing_up_and_leaving_end_on_the_day",
            "tests/portal/showcase/test_showcase.py::test_what_is_worse_than_valid_is_shown_nowhere_and_cannot_be_agreed_to",
            "tests/portal/showcase/test_showcase.py::test_only_what_passed_and_was_seen_by_an_outside_eye_is_shown",
        ),
    ),
    Area(
        "two-sided clock",
        SCHEME,
        ("engine/runtime/continuing.py", "portal/registry/case_clock.py"),
        ("tests/portal/registry/test_case_clock.py",),
    ),
    Area(
        "runtime",
        ENGINE,
        ("engine/runtime/*.py", "engine/models/rights.py"),
        (
            "tests/engine/runtime",
            "tests/engine/jobs/test_messages.py",
            "tests/engine/jobs/test_sent_again.py",
            "tests/engine/jobs/test_called_processes.py",
            "tests/engine/api/test_simulations.py",
            "tests/engine/api/test_batches.py",
        ),
    ),
    Area(
        "spiff",
        ENGINE,
        ("engine/spiff/*.py",),
        (
            "tests/engine/spiff",
            "tests/engine/runtime/test_incidents.py",
            "tests/engine/runtime/test_limits.py",
            "tests/engine/runtime/test_limits_behind_jobs.py",
            "tests/engine/runtime/test_due_dates.py",
            "tests/engine/jobs/test_catching_up.py",
        ),
    ),
    Area(
        "history",
        ENGINE,
        ("engine/history/*.py",),
        (
            "tests/engine/history",
            "tests/engine/simulation/test_replay.py",
            "tests/engine/jobs/test_complete_history.py",
            "tests/engine/runtime/test_batches.py",
            "tests/engine/api/test_past.py",
        ),
    ),
    Area(
        "simulation",
        ENGINE,
        ("engine/simulation/*.py",),
        (
            "tests/engine/simulation",
            "tests/engine/gate/test_simulated.py",
            "tests/engine/gate/test_guesses.py",
            "tests/engine/api/test_simulations.py",
        ),
    ),
    Area(
        "jobs",
        ENGINE,
        ("engine/jobs/*.py",),
        (
            "tests/engine/jobs",
            "tests/engine/runtime/test_suspension.py",
            "tests/engine/runtime/test_handing_out.py",
            "tests/engine/runtime/test_batches.py",
            "tests/portal/test_outages.py::test_jobs_that_nobody_does_are_counted",
        ),
    ),
    Area("dmn", ENGINE, ("engine/dmn/*.py",), ("tests/engine/dmn", "tests/engine/runtime/test_expressions.py")),
)
