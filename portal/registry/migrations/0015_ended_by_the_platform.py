from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0014_buyers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='enterprise',
            name='status',
            field=models.CharField(choices=[('draft', '草稿'), ('submitted', '审核中'), ('correction', '待补正'), ('active', '已注册'), ('rejected', '不予通过'), ('frozen', '已冻结'), ('withdrawn', '已撤回'), ('ended', '已终止')], default='draft', max_length=12, verbose_name='状态'),
        ),
        migrations.AlterField(
            model_name='filing',
            name='status',
            field=models.CharField(choices=[('submitted', '审核中'), ('correction', '待补正'), ('filed', '已备案'), ('refused', '不予备案'), ('withdrawn', '视为撤回'), ('ended', '已终止')], default='submitted', max_length=12, verbose_name='状态'),
        ),
    ]
