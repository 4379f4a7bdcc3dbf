"""A draft of one diagram with its forms becomes a change with a file for each."""

import hashlib

from django.db import migrations


def become_changes(apps, _editor):
    def model(name):
        return apps.get_model("engine", name)

    for draft in model("Draft").objects.select_related("base", "updated_by").order_by("key"):
        name = draft.base.name if draft.base else draft.key
        change = model("Change").objects.create(title=f"修改：{name}"[:200], created_by=draft.updated_by)
        if draft.updated_by:
            change.authors.add(draft.updated_by)
        model("ChangeEvent").objects.create(change=change, kind="begun", by=draft.updated_by)
        files = [(f"{draft.key}.bpmn", bytes(draft.source), draft.base)]
        for form, schema in draft.forms.items():
            newest = model("FormDefinition").objects.filter(key=form).order_by("-version").first()
            files.append((f"{form}.form.json", schema.encode(), newest))
        for file, source, base in files:
            model("Revision").objects.create(
                change=change,
                file=file,
                number=1,
                source=source,
                digest=hashlib.sha256(source).hexdigest(),
                base_version=base.version if base else 0,
                base_digest=base.digest if base else "",
                written_at=draft.updated_at,
                written_by=draft.updated_by,
            )


class Migration(migrations.Migration):
    dependencies = [("engine", "0024_changes")]

    operations = [
        migrations.RunPython(become_changes, migrations.RunPython.noop, elidable=True),
        migrations.DeleteModel("Draft"),
    ]
