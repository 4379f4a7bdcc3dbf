from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_plain_numbers'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(condition=models.Q(('phone_verified_at__isnull', False), models.Q(('phone', ''), _negated=True)), fields=('phone',), name='one_account_per_verified_phone', violation_error_message='这个号码已由另一个账号验证'),
        ),
    ]
