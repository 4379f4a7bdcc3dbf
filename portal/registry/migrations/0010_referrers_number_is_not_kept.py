"""The number of a referrer is not kept any more, neither with the enterprise nor in what reviewers saw; whom it may
still be matched with is known by `referrals.0002_named_before`."""

from django.db import migrations


def forget(apps, schema_editor):
    reviews = apps.get_model("registry", "RegistrationReview").objects.filter(seen__has_key="referrer_phone")
    for review in reviews.iterator():
        review.seen.pop("referrer_phone")
        review.save(update_fields=["seen"])


class Migration(migrations.Migration):
    dependencies = [("registry", "0009_filed_before_there_were_filings"), ("referrals", "0002_named_before")]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.RemoveField(model_name="enterprise", name="referrer_phone"),
    ]
