from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('supervision', '0008_publicity'),
    ]

    operations = [
        migrations.AlterField(
            model_name='legalreferral',
            name='status',
            field=models.CharField(choices=[('proposed', '待法务决定'), ('declined', '不移送'), ('sent', '已移送，待结果'), ('answered', '已有处理结果'), ('ended', '已终止')], default='proposed', max_length=10, verbose_name='状态'),
        ),
        migrations.AlterField(
            model_name='report',
            name='status',
            field=models.CharField(choices=[('received', '待受理'), ('handling', '核查中'), ('rejected', '不予受理'), ('closed', '已办结'), ('ended', '已终止')], default='received', max_length=10, verbose_name='状态'),
        ),
        migrations.AlterField(
            model_name='warning',
            name='end',
            field=models.CharField(blank=True, choices=[('lifted', '整改合格，已解除'), ('escalated', '已升级'), ('revoked', '经复核撤销'), ('appealed', '经申诉撤销'), ('overtaken', '授权已终止'), ('broken_off', '案件由平台终止')], max_length=10, verbose_name='结束方式'),
        ),
    ]
