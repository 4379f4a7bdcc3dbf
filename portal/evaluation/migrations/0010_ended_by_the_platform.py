from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluation', '0009_publicity'),
        ('registry', '0015_ended_by_the_platform'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='application',
            name='one_open_application_per_product',
        ),
        migrations.AlterField(
            model_name='application',
            name='status',
            field=models.CharField(choices=[('draft', '填写中'), ('precheck_failed', '未达所申请星级'), ('submitted', '待受理'), ('correction', '待补正'), ('accepted', '已受理'), ('sampling', '寄样检测'), ('evaluating', '评价中'), ('deciding', '待决定'), ('passed', '通过'), ('failed', '不通过'), ('withdrawn', '已撤回'), ('lapsed', '逾期失效'), ('ended', '已终止')], default='draft', max_length=20, verbose_name='状态'),
        ),
        migrations.AlterField(
            model_name='panelseat',
            name='status',
            field=models.CharField(choices=[('invited', '待答复'), ('accepted', '已接受'), ('avoided', '已回避'), ('refused', '已拒绝'), ('replaced', '已更换'), ('ended', '评价已终止')], default='invited', max_length=10, verbose_name='状态'),
        ),
        migrations.AlterField(
            model_name='publicity',
            name='status',
            field=models.CharField(choices=[('running', '公示中'), ('over', '公示期满，待办结'), ('unopposed', '公示结束，无异议'), ('dismissed', '公示结束，异议不成立'), ('upheld', '异议成立，退回复核'), ('stopped', '申请已撤回，公示终止'), ('ended', '平台终止办理，公示终止')], default='running', max_length=10, verbose_name='状态'),
        ),
        migrations.AlterField(
            model_name='sample',
            name='status',
            field=models.CharField(choices=[('to_send', '待寄出'), ('in_transit', '运输中'), ('received', '已签收'), ('refused', '已拒收'), ('stored', '已入库'), ('drawn', '已抽样'), ('testing', '检测中'), ('passed', '检测合格'), ('failed', '检测不合格'), ('retained', '留样'), ('displayed', '展示'), ('returned', '已退回'), ('destroyed', '已销毁'), ('called_off', '不再检测')], default='to_send', max_length=12, verbose_name='状态'),
        ),
        migrations.AlterField(
            model_name='sampleevent',
            name='status',
            field=models.CharField(choices=[('to_send', '待寄出'), ('in_transit', '运输中'), ('received', '已签收'), ('refused', '已拒收'), ('stored', '已入库'), ('drawn', '已抽样'), ('testing', '检测中'), ('passed', '检测合格'), ('failed', '检测不合格'), ('retained', '留样'), ('displayed', '展示'), ('returned', '已退回'), ('destroyed', '已销毁'), ('called_off', '不再检测')], max_length=12, verbose_name='状态'),
        ),
        migrations.AlterField(
            model_name='thirdpartyorder',
            name='status',
            field=models.CharField(choices=[('offered', '待接受'), ('accepted', '评价中'), ('reported', '已提交报告'), ('returned', '退回修改'), ('adopted', '已采信'), ('rejected', '未采信'), ('refused', '机构拒绝'), ('lapsed', '逾期未答复'), ('replaced', '逾期更换'), ('ended', '评价已终止')], default='offered', max_length=10, verbose_name='状态'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['passed', 'failed', 'withdrawn', 'lapsed', 'ended']), _negated=True), fields=('product',), name='one_open_application_per_product'),
        ),
    ]
