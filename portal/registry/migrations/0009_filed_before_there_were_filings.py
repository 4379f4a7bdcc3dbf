"""What was filed by the completeness check alone is the first version of its product, so all that goes on from it does."""

from django.db import migrations

PLAIN = (
    "name",
    "category",
    "specification",
    "trademark",
    "standard",
    "barcode",
    "permit_number",
    "trace_level",
    "trace_note",
)


def reference(file):
    return {"id": str(file.pk), "name": file.name}


def content_of(product):
    compliance = product.compliance_file
    pictures = product.pictures.select_related("file").order_by("position", "id")
    return {name: getattr(product, name) for name in PLAIN} | {
        "origin": product.origin_id,
        "compliance_file": reference(compliance) if compliance else None,
        "pictures": [reference(picture.file) for picture in pictures],
    }


def keep_versions(apps, schema_editor):
    Product, Filing = apps.get_model("registry", "Product"), apps.get_model("registry", "Filing")
    filed = Product.objects.exclude(filing_number=None).filter(version=0).select_related("compliance_file")
    for product in filed.iterator(chunk_size=500):
        Filing.objects.create(
            number=product.filing_number,
            product=product,
            status="filed",
            version=1,
            content=content_of(product),
            created_by_id=product.created_by_id,
            created_at=product.filed_at or product.created_at,
            decided_at=product.filed_at,
        )
        Product.objects.filter(pk=product.pk).update(version=1)


class Migration(migrations.Migration):
    dependencies = [("registry", "0008_filings")]

    operations = [migrations.RunPython(keep_versions, migrations.RunPython.noop)]
