from django.db import migrations


class Migration(migrations.Migration):
    """The tables of notices and text messages go to `portal.notifications` as they are, with their rows."""

    dependencies = [
        ('accounts', '0006_kept_accounts'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterModelTable(name='notification', table='notifications_notification'),
                migrations.AlterModelTable(name='smsmessage', table='notifications_smsmessage'),
            ],
            state_operations=[
                migrations.DeleteModel(name='notification'),
                migrations.DeleteModel(name='smsmessage'),
            ],
        ),
    ]
