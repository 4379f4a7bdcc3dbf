

import django.db.models.deletion
import engine.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SettingChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50)),
                ('value', models.JSONField(help_text='null: the value of the environment holds again', null=True, verbose_name='值')),
                ('at', models.DateTimeField(default=engine.clock.now, verbose_name='时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '参数变更',
                'verbose_name_plural': '参数变更',
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['name', '-id'], name='latest_value')],
            },
        ),
    ]
