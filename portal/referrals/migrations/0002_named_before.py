"""Referrers that enterprises named before there were referrals wait for their number as those named today do; what is
older than it may be kept is not taken over."""

from datetime import timedelta

from django.conf import settings
from django.db import migrations
from django.utils import timezone
from django.utils.crypto import salted_hmac


def take_over(apps, schema_editor):
    Enterprise, Referral = apps.get_model("registry", "Enterprise"), apps.get_model("referrals", "Referral")
    kept = timedelta(days=settings.OTOP_REFERRAL_KEEP_DAYS)
    named = Enterprise.objects.exclude(referrer_phone="").filter(created_at__gt=timezone.now() - kept)
    for enterprise in named.iterator():
        phone = enterprise.referrer_phone
        Referral.objects.create(
            number=f"T{enterprise.created_at.year}-{enterprise.pk}",
            status="pending",
            enterprise=enterprise,
            digest=salted_hmac("portal.referrals", phone, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest(),
            named_at=enterprise.created_at,
            forget_at=enterprise.created_at + kept,
        )


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_referrers")]

    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
