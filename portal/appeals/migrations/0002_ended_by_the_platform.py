import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeals', '0001_initial'),
        ('documents', '0003_letter_templates'),
        ('evaluation', '0010_ended_by_the_platform'),
        ('registry', '0015_ended_by_the_platform'),
        ('supervision', '0009_ended_by_the_platform'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='appeal',
            name='application',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='evaluation.application', verbose_name='评价申请'),
        ),
        migrations.AlterField(
            model_name='appeal',
            name='status',
            field=models.CharField(choices=[('filed', '待受理'), ('heard', '审理中'), ('rejected', '不予受理'), ('decided', '已决定'), ('ended', '已终止')], default='filed', max_length=10, verbose_name='状态'),
        ),
        migrations.AlterField(
            model_name='appeal',
            name='warning',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='supervision.warning', verbose_name='警示'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'ended'), _negated=True), fields=('application',), name='one_appeal_per_application'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'ended'), _negated=True), fields=('warning',), name='one_appeal_per_warning'),
        ),
    ]
