
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('engine', '0009_forms_of_drafts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='historyevent',
            name='kind',
            field=models.CharField(choices=[('instance_started', '流程启动'), ('instance_completed', '流程完成'), ('instance_cancelled', '流程取消'), ('element_started', '进入'), ('element_completed', '完成'), ('element_cancelled', '取消'), ('gateway_taken', '分支选择'), ('decision_evaluated', '决策'), ('task_created', '任务产生'), ('task_claimed', '领取任务'), ('task_unclaimed', '退回任务'), ('task_assigned', '指派任务'), ('task_rescheduled', '调整到期时间'), ('task_due_unchecked', '到期时间须核对'), ('task_completed', '办结任务'), ('job_completed', '系统处理完成'), ('timer_fired', '到时'), ('message_received', '收到消息'), ('signal_sent', '发出信号'), ('signal_received', '收到信号'), ('variables_set', '修改变量'), ('error_caught', '业务错误'), ('incident_created', '出现异常'), ('incident_resolved', '异常已处理')], max_length=30),
        ),
        migrations.AlterField(
            model_name='job',
            name='kind',
            field=models.CharField(choices=[('start', '启动流程'), ('service', '服务任务'), ('timer', '定时器'), ('call', '调用子流程'), ('return', '子流程返回'), ('message', '消息'), ('signal', '信号'), ('cancel', '取消子流程'), ('release', '收回任务'), ('recompute', '重算到期时间')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='historyevent',
            index=models.Index(condition=models.Q(('kind', 'task_due_unchecked')), fields=['id'], name='due_unchecked'),
        ),
    ]
