from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0002_offers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='benefitrequest',
            name='status',
            field=models.CharField(choices=[('submitted', '待审查'), ('ineligible', '不符合条件'), ('correction', '待补正'), ('approved', '待发布'), ('published', '待确认'), ('confirmed', '已确认'), ('unconfirmed', '已发布，未确认'), ('refused', '不通过'), ('withdrawn', '已撤回'), ('ended', '已终止')], default='submitted', max_length=12, verbose_name='状态'),
        ),
    ]
