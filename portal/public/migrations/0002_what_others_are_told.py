import engine.clock
from django.db import migrations, models

STATUSES = [
    ("pending", "待签发"), ("valid", "有效"), ("yellow", "黄色警示"), ("red", "红色警示"), ("suspended", "已暂停"),
    ("revoked", "已撤销"), ("cancelled", "已注销"), ("expired", "已过期"),
]


class Migration(migrations.Migration):
    """Rows from before are written again after the migrations (`portal.public.listing.fill`)."""

    dependencies = [("public", "0001_directory")]

    operations = [
        migrations.AddField("listing", "specification", models.CharField(default="", help_text="as it was evaluated", max_length=100)),
        migrations.AddField("listing", "shown", models.CharField(choices=STATUSES, default="", help_text="the public status when it was written", max_length=10)),
        migrations.AddField("listing", "told", models.CharField(default="", help_text="digest of what is told of it to others", max_length=32)),
        migrations.AddField("listing", "changed_at", models.DateTimeField(default=engine.clock.now, help_text="since when that is told; each time later than ever")),
        migrations.AddIndex("listing", models.Index(fields=["changed_at", "product"], name="listed_changes")),
        migrations.AddIndex("listing", models.Index(condition=models.Q(("state", "valid")), fields=["valid_to"], name="listed_until")),
    ]
