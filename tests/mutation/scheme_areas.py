"""The scheme's rules of everything but evaluations."""

from __future__ import annotations

from typing import Final

from tests.mutation.area import SCHEME, Area

_CERTIFICATION: Final = "tests/portal/certification"
_SUPERVISION: Final = "tests/portal/supervision"
_UPKEEP: Final = "tests/portal/upkeep"
_TOKENS: Final = (
    "test_every_token_that_was_given_works_and_none_is_kept_readable",
    "test_of_one_account_the_newest_tokens_stay",
    "test_a_token_ends_after_its_days",
    "test_a_token_ends_with_a_change_of_password",
    "test_a_token_ends_when_the_account_is_closed_also_if_it_is_opened_again",
)
_TRANSACTIONS: Final = "tests/portal/test_transactions.py"

AREAS: Final = (
    Area("dates", SCHEME, ("engine/business_time.py",), ("tests/engine/test_business_time.py",)),
    Area(
        "penalties and appeals",
        SCHEME,
        (
            "portal/supervision/freezing.py",
            "portal/supervision/sanctions.py",
            "portal/appeals/commands.py",
            "portal/appeals/decisions.py",
            "portal/appeals/duties.py",
        ),
        (
            _TRANSACTIONS,
            "tests/portal/supervision/test_revocation.py",
            "tests/portal/supervision/test_suspension.py::test_two_products_suspended_freeze_the_enterprise_until_one_is_well",
            "tests/portal/supervision/test_suspension.py::test_a_ground_that_falls_ends_what_is_under_way_against_it",
            "tests/portal/appeals/test_filing.py",
            "tests/portal/appeals/test_hearing.py",
            "tests/portal/appeals/test_outcomes.py",
        ),
    ),
    Area(
        "statuses",
        SCHEME,
        (
            "portal/certification/models/authorisations.py",
            "portal/certification/standings.py",
            "portal/certification/locks.py",
        ),
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
        (
            "portal/benefits/commands.py",
            "portal/benefits/gate.py",
            "portal/events/admission.py",
            "portal/showcase/showable.py",
            "portal/benefits/models.py",
        ),
        (
            _TRANSACTIONS,
            "tests/portal/benefits/test_gate.py",
            "tests/portal/benefits/test_offers.py",
            "tests/portal/benefits/test_requests.py",
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
        (
            "engine/spiff/continuing.py",
            "engine/runtime/continuing.py",
            "portal/registry/case_clock.py",
            "portal/registry/deadlines.py",
        ),
        (
            "tests/engine/runtime/test_continuing.py",
            "tests/portal/registry/test_case_clock.py",
            "tests/engine/simulation/test_clocks.py",
            "tests/portal/registry/test_deadlines.py",
        ),
    ),
    Area(
        "certificates",
        SCHEME,
        ("portal/certification/commands.py",),
        (
            _TRANSACTIONS,
            f"{_CERTIFICATION}/test_issue.py",
            f"{_CERTIFICATION}/test_once.py",
            f"{_CERTIFICATION}/test_versions.py",
            f"{_UPKEEP}/test_code_replacement.py::test_the_owner_asks_and_an_officer_replaces_it",
        ),
    ),
    Area(
        "complaints",
        SCHEME,
        (
            "portal/supervision/complaints/commands.py",
            "portal/supervision/models/reports.py",
        ),
        (_TRANSACTIONS, f"{_SUPERVISION}/test_complaints.py", f"{_SUPERVISION}/test_taking_up.py"),
    ),
    Area(
        "warnings",
        SCHEME,
        (
            "portal/supervision/commands.py",
            "portal/supervision/concerns.py",
            "portal/supervision/referrals.py",
            "portal/supervision/models/warnings.py",
        ),
        (_TRANSACTIONS, f"{_SUPERVISION}/test_escalation.py", f"{_SUPERVISION}/test_every_rung.py"),
    ),
    Area("freezes", SCHEME, ("portal/supervision/pausing.py",), (f"{_SUPERVISION}/test_freezing.py",)),
    Area("credit", SCHEME, ("portal/credit/record.py",), ("tests/portal/credit/test_record.py",)),
    Area(
        "inspections",
        SCHEME,
        ("portal/upkeep/commands/inspections.py",),
        (_TRANSACTIONS, f"{_UPKEEP}/test_inspection.py", f"{_UPKEEP}/test_overdue_inspection.py"),
    ),
    Area(
        "terms and renewals",
        SCHEME,
        ("portal/certification/renewals.py", "portal/upkeep/coming.py", "portal/upkeep/commands/terms.py"),
        (_TRANSACTIONS, f"{_UPKEEP}/test_renewal.py", f"{_UPKEEP}/test_pages.py", f"{_UPKEEP}/test_inspection.py"),
    ),
    Area(
        "proofs of the mark",
        SCHEME,
        ("portal/upkeep/codes.py", "portal/upkeep/commands/proofs.py"),
        (
            _TRANSACTIONS,
            f"{_UPKEEP}/test_mark_proof.py",
        ),
    ),
    Area(
        "changes and new codes",
        SCHEME,
        ("portal/upkeep/commands/changes.py", "portal/upkeep/commands/codes.py"),
        (_TRANSACTIONS, f"{_UPKEEP}/test_code_replacement.py", f"{_UPKEEP}/test_information_change.py"),
    ),
    Area(
        "registrations and filings",
        SCHEME,
        ("portal/registry/commands/[efmp]*.py", "portal/registry/completeness.py", "portal/registry/grants.py"),
        (
            _TRANSACTIONS,
            "tests/portal/registry/filing",
            "tests/portal/registry/test_members.py",
            "tests/portal/registry/test_registration_process.py",
        ),
    ),
    Area(
        "withdrawal",
        SCHEME,
        ("portal/registry/commands/withdrawing.py", "portal/registry/standing.py"),
        (
            _TRANSACTIONS,
            "tests/portal/registry/test_standing.py",
            "tests/portal/registry/test_withdrawing.py",
        ),
    ),
    Area(
        "referrals and grants",
        SCHEME,
        ("portal/referrals/commands.py", "portal/referrals/grants.py", "portal/referrals/models.py"),
        (
            _TRANSACTIONS,
            "tests/portal/referrals",
        ),
    ),
    Area(
        "events",
        SCHEME,
        (
            "portal/events/commands.py",
            "portal/events/models.py",
        ),
        (
            _TRANSACTIONS,
            "tests/portal/events/test_events.py",
        ),
    ),
    Area(
        "matching",
        SCHEME,
        ("portal/exchange/commands.py", "portal/exchange/matching.py", "portal/exchange/models.py"),
        (
            _TRANSACTIONS,
            "tests/portal/exchange",
        ),
    ),
    Area(
        "recommendations",
        SCHEME,
        ("portal/showcase/buyers.py", "portal/showcase/commands.py", "portal/showcase/models.py"),
        (
            _TRANSACTIONS,
            "tests/portal/showcase",
        ),
    ),
    Area(
        "channels",
        SCHEME,
        (
            "portal/channels/access.py",
            "portal/channels/commands.py",
            "portal/channels/filters.py",
            "portal/channels/items.py",
            "portal/channels/verifying.py",
            "portal/channels/models.py",
        ),
        (
            _TRANSACTIONS,
            "tests/portal/channels/test_feed.py",
            "tests/portal/channels/test_keys.py",
            "tests/portal/channels/test_samples.py",
            "tests/portal/channels/test_verify.py",
        ),
    ),
    Area(
        "settings and ways",
        SCHEME,
        ("portal/scheme/moving.py", "portal/scheme/values.py"),
        ("tests/portal/administration/test_scheme_settings.py", "tests/portal/test_statuses.py"),
    ),
)
