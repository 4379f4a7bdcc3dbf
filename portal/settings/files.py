"""Files that people bring, and the site's own."""

from portal.services.places import PROJECT
from portal.settings.environment import DATA_DIR, env

MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
LIBREOFFICE = env.str("OTOP_LIBREOFFICE", default=None)
# The key of the electronic seal on PDFs, and what opens it.
SEAL_KEY = env.str("OTOP_SEAL_KEY", default="")
SEAL_PASSPHRASE = env.str("OTOP_SEAL_PASSPHRASE", default="")
OTOP_UPLOAD_MAX_MB = env.int("OTOP_UPLOAD_MAX_MB", default=20)  # one file
UPLOAD_MAX_BYTES = OTOP_UPLOAD_MAX_MB * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # a request without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 50
STATIC_URL = "/static/"
STATIC_ROOT = PROJECT / "static_collected"
STATICFILES_DIRS = [PROJECT / "portal" / "frontend" / "dist"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.static_files.StaticFiles"},
}
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/|\.[0-9a-f]{12}\.\w+$"
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "manifest_path": STATICFILES_DIRS[0] / "manifest.json",
    }
}
