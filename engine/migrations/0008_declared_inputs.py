from django.db import migrations, models

from engine import spiff


def read_inputs(apps, schema_editor):
    """What is deployed already says it in its text."""
    definitions = apps.get_model("engine", "ProcessDefinition").objects
    for definition in definitions.only("pk", "source").iterator():
        definitions.filter(pk=definition.pk).update(inputs=spiff.declared_inputs(bytes(definition.source)))


class Migration(migrations.Migration):
    dependencies = [("engine", "0007_tokens_are_hashed")]

    operations = [
        migrations.AddField(
            model_name="processdefinition",
            name="inputs",
            field=models.JSONField(
                help_text="names of the variables that it is started with; null where it does not say", null=True
            ),
        ),
        migrations.RunPython(read_inputs, migrations.RunPython.noop),
    ]
