"""One public status of a product: the scan page, the certificates page, downloads and the registry say the same."""

from __future__ import annotations

import pytest
from django.urls import reverse

from portal.certification.models import Authorisation
from portal.certification.models.authorisations import worst
from portal.certification.standings import awaiting_issue
from portal.registry import standing
from portal.registry.models import Enterprise, Product
from tests.portal.world import WEDNESDAY

pytestmark = pytest.mark.django_db

AFTER_ITS_END = WEDNESDAY.replace(year=2029, day=14)


@pytest.mark.parametrize(
    ("authorisation", "product", "enterprise", "is_past", "shown", "downloads"),
    [
        ("valid", "starred", "active", False, "valid", True),
        ("yellow", "starred", "active", False, "yellow", True),
        ("yellow", "starred", "active", True, "yellow", False),
        ("valid", "starred", "active", True, "expired", False),
        ("red", "starred", "active", True, "red", False),
        ("valid", "suspended", "active", False, "suspended", False),
        ("red", "suspended", "active", False, "suspended", False),
        ("yellow", "starred", "frozen", False, "suspended", False),
        ("valid", "revoked", "frozen", False, "revoked", False),
        ("suspended", "starred", "active", True, "suspended", False),
        ("cancelled", "cancelled", "active", False, "cancelled", False),
        ("revoked", "starred", "active", False, "revoked", False),
    ],
)
def test_every_page_shows_the_worst_of_authorisation_calendar_product_and_enterprise(
    issue, tea, people, client, clock, authorisation, product, enterprise, is_past, shown, downloads
):
    issued = issue(star=3)
    Authorisation.objects.filter(pk=issued.pk).update(status=authorisation)
    Product.objects.filter(pk=tea.pk).update(status=product)
    Enterprise.objects.filter(pk=tea.enterprise_id).update(status=enterprise)
    if is_past:
        clock.set(AFTER_ITS_END)

    assert f"scan-{shown}" in client.get(f"/c/{tea.qr_code.token}").content.decode()
    found = standing.of_products([tea.pk])[tea.pk]
    assert (found.status, found.label) == (shown, Authorisation.Status(shown).label)
    assert found.star == (3 if authorisation in Authorisation.IN_FORCE and not is_past else 0)

    client.force_login(people.owner)
    assert f">{found.label}<" in client.get(reverse("certification:list")).content.decode()
    for address in ("mark", "qr"):
        answer = client.get(reverse(f"certification:{address}", args=[issued.pk, "png"]))
        b"".join(answer)  # which closes the file
        assert answer.status_code == (200 if downloads else 403)


def test_after_an_upgrade_the_one_in_force_counts_even_if_another_was_published_later(issue, tea):
    first, second = issue(star=3), issue(star=4)
    Authorisation.objects.filter(pk=second.pk).update(status="revoked")
    assert standing.of_products([tea.pk])[tea.pk].status == "revoked"
    Authorisation.objects.filter(pk=first.pk).update(status="valid")
    assert standing.of_products([tea.pk])[tea.pk].status == "valid"


def test_a_product_without_a_published_star_has_no_standing(begin, tea, django_assert_num_queries):
    begin(star=1)
    with django_assert_num_queries(1):
        assert standing.of_products([tea.pk]) == {}


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        (["yellow", "red"], "red"),
        (["red", "yellow"], "red"),
        (["valid", "yellow", "suspended", "red"], "suspended"),
        (["expired", "valid"], "expired"),
        (["yellow", "expired"], "yellow"),
        (["suspended", "revoked", "cancelled"], "revoked"),
    ],
)
def test_of_several_the_worst_is_shown_and_not_the_first(states, shown):
    assert worst(map(Authorisation.Status, states)) == shown


def test_what_has_passed_awaits_its_issue_until_it_is_issued(begin, tea):
    case = begin(star=1)
    assert awaiting_issue([tea.pk]) == {tea.pk}
    assert awaiting_issue([tea.pk + 1]) == set()
    case.issue()
    assert awaiting_issue([tea.pk]) == set()
