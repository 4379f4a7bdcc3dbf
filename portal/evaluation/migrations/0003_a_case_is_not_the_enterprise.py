"""Experts and agencies were let see the whole enterprise of a case; what they keep is the case itself."""

from django.db import migrations

_TAKE_AWAY = """
DELETE FROM guardian_userobjectpermission given
USING auth_permission permission, django_content_type kind
WHERE permission.id = given.permission_id AND kind.id = permission.content_type_id
  AND kind.app_label = 'registry' AND permission.codename = 'view_enterprise'
  AND NOT EXISTS (
      SELECT FROM registry_enterprisemember member
      WHERE member.user_id = given.user_id AND member.enterprise_id::text = given.object_pk
  )
"""


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0002_own_field_in_draws"),
        ("registry", "0004_files_by_role"),
        ("guardian", "0001_initial"),
        ("auth", "0001_initial"),
        ("contenttypes", "0001_initial"),
    ]

    operations = [migrations.RunSQL(_TAKE_AWAY, migrations.RunSQL.noop)]
