
import django.db.models.deletion
import engine.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_notices_of_offered_tasks'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='invited_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='邀请时间'),
        ),
        migrations.AddField(
            model_name='user',
            name='must_change_password',
            field=models.BooleanField(default=False, verbose_name='须修改密码'),
        ),
        migrations.CreateModel(
            name='AccountChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=engine.clock.now, verbose_name='时间')),
                ('kind', models.CharField(choices=[('added', '添加账户'), ('data', '修改资料'), ('roles', '调整角色'), ('invited', '发送邀请短信'), ('password', '重置密码'), ('disabled', '停用账户'), ('enabled', '启用账户')], max_length=10, verbose_name='事项')),
                ('given', models.JSONField(default=list, help_text='roles that were given')),
                ('taken', models.JSONField(default=list, help_text='roles that were taken away')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '账户变更',
                'verbose_name_plural': '账户变更',
                'ordering': ['-at', '-id'],
            },
        ),
    ]
