from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0002_named_before'),
    ]

    operations = [
        migrations.AlterField(
            model_name='grant',
            name='status',
            field=models.CharField(choices=[('proposed', '待审批'), ('refused', '未批准'), ('offered', '待答复'), ('accepted', '待交付'), ('declined', '已谢绝'), ('lapsed', '逾期未答复'), ('delivered', '已交付'), ('ended', '已终止')], default='proposed', max_length=10, verbose_name='状态'),
        ),
    ]
