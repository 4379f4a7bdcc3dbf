from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('public', '0002_what_others_are_told'),
    ]

    operations = [
        migrations.AlterField(
            model_name='listing',
            name='shown',
            field=models.CharField(choices=[('pending', '待签发'), ('valid', '有效'), ('yellow', '黄色警示'), ('red', '红色警示'), ('suspended', '已暂停'), ('revoked', '已撤销'), ('cancelled', '已注销'), ('expired', '已过期'), ('void', '未签发，已作废')], default='', help_text='the public status when it was written', max_length=10),
        ),
        migrations.AlterField(
            model_name='listing',
            name='state',
            field=models.CharField(choices=[('pending', '待签发'), ('valid', '有效'), ('yellow', '黄色警示'), ('red', '红色警示'), ('suspended', '已暂停'), ('revoked', '已撤销'), ('cancelled', '已注销'), ('expired', '已过期'), ('void', '未签发，已作废')], help_text='the public status, whatever day it is', max_length=10),
        ),
    ]
