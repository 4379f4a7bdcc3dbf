"""The engine's table of memberships begins with what the tables of people, roles, enterprises and agencies say."""

from django.db import migrations

FILL = """
INSERT INTO engine_membership (user_id, "group")
SELECT person.id, 'user:' || person.username FROM accounts_user person WHERE person.is_active
UNION
SELECT person.id, held.name
FROM accounts_user person
JOIN accounts_user_groups holds ON holds.user_id = person.id
JOIN auth_group held ON held.id = holds.group_id
WHERE person.is_active
UNION
SELECT person.id, 'enterprise:' || member.enterprise_id
FROM accounts_user person JOIN registry_enterprisemember member ON member.user_id = person.id
WHERE person.is_active
UNION
SELECT person.id, 'agency:' || member.agency_id
FROM accounts_user person
JOIN evaluation_agencymember member ON member.user_id = person.id
JOIN evaluation_agency agency ON agency.id = member.agency_id AND agency.is_active
WHERE person.is_active
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0003_a_case_is_not_the_enterprise"),
        ("registry", "0006_who_looked_at_a_number"),
        ("accounts", "0006_kept_accounts"),
        ("engine", "0013_memberships"),
        ("auth", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
