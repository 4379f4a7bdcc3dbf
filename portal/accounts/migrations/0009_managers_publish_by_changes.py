"""What a process manager may publish takes a second person from now on."""

from django.db import migrations


def withdraw(apps, _editor):
    for role in apps.get_model("auth", "Group").objects.filter(name="process_manager"):
        role.permissions.remove(*role.permissions.filter(content_type__app_label="engine", codename="add_deployment"))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_sign_ins"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(withdraw, migrations.RunPython.noop, elidable=True)]
