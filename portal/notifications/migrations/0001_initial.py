import django.db.models.deletion
import engine.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The tables were made by `portal.accounts`, which has renamed them."""

    initial = True

    dependencies = [
        ('accounts', '0007_notifications_have_a_room'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Notification',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('group', models.CharField(blank=True, help_text='the group it was sent to, if any', max_length=200)),
                        ('text', models.CharField(max_length=500, verbose_name='内容')),
                        ('url', models.CharField(blank=True, max_length=500)),
                        ('task_id', models.UUIDField(blank=True, help_text='the user task that it offers', null=True)),
                        ('is_urgent', models.BooleanField(default=False, verbose_name='紧急')),
                        ('created_at', models.DateTimeField(default=engine.clock.now, verbose_name='时间')),
                        ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='阅读时间')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': '通知',
                        'verbose_name_plural': '通知',
                        'ordering': ['-created_at', '-id'],
                        'indexes': [models.Index(condition=models.Q(('read_at', None)), fields=['user', '-created_at'], name='unread_notifications')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('task_id__isnull', False)), fields=('task_id', 'user'), name='one_notice_per_task_and_person')],
                    },
                ),
                migrations.CreateModel(
                    name='SmsMessage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=100, unique=True)),
                        ('phone', models.CharField(max_length=11, verbose_name='手机号码')),
                        ('is_code', models.BooleanField(default=False)),
                        ('text', models.CharField(max_length=500, verbose_name='内容')),
                        ('status', models.CharField(choices=[('stored', '本地发件箱'), ('sent', '已发送'), ('failed', '发送失败')], default='stored', max_length=10, verbose_name='状态')),
                        ('created_at', models.DateTimeField(default=engine.clock.now, verbose_name='时间')),
                        ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': '短信',
                        'verbose_name_plural': '短信',
                        'ordering': ['-created_at', '-id'],
                    },
                ),
            ],
        ),
    ]
