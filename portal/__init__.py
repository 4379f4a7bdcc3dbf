from portal.celery import app as celery_app

# Imported with the package, so that @shared_task finds the app in every process.
__all__ = ["celery_app"]
