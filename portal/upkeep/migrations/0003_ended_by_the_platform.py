from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('upkeep', '0002_code_replacement'),
    ]

    operations = [
        migrations.AlterField(
            model_name='codereplacement',
            name='status',
            field=models.CharField(choices=[('asked', '待决定'), ('replaced', '已更换'), ('refused', '不予更换'), ('ended', '已终止')], default='asked', max_length=10, verbose_name='状态'),
        ),
        migrations.AlterField(
            model_name='informationchange',
            name='status',
            field=models.CharField(choices=[('reviewing', '审核中'), ('correction', '待补正'), ('accepted', '已变更'), ('refused', '不予变更'), ('withdrawn', '视为撤回'), ('ended', '已终止')], default='reviewing', max_length=12, verbose_name='状态'),
        ),
    ]
