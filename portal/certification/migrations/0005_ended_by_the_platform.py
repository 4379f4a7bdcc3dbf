from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('certification', '0004_replaced_code'),
    ]

    operations = [
        migrations.AlterField(
            model_name='authorisation',
            name='status',
            field=models.CharField(choices=[('pending', '待签发'), ('valid', '有效'), ('yellow', '黄色警示'), ('red', '红色警示'), ('suspended', '已暂停'), ('revoked', '已撤销'), ('cancelled', '已注销'), ('expired', '已过期'), ('void', '未签发，已作废')], default='pending', max_length=10, verbose_name='状态'),
        ),
    ]
