"""Where the site is reached, and its secrets."""

from urllib.parse import urlsplit

from portal.settings.environment import env, kept_secrets

PORT = env.int("PORT", default=8000)
PUBLIC_BASE_URL = env.str("OTOP_PUBLIC_BASE_URL", default=f"http://localhost:{PORT}").rstrip("/")
_public = urlsplit(PUBLIC_BASE_URL)
is_https = _public.scheme == "https"
ALLOWED_HOSTS = env.list(
    "OTOP_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", *filter(None, [_public.hostname])]
)
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
ADMIN_PATH = "admin/"
# How many proxies of ours stand in front; their part of X-Forwarded-For is believed.
_proxies = env.str("OTOP_BEHIND_PROXY", default="false").lower()
PROXIES = int(_proxies) if _proxies.isdecimal() else int(_proxies in env.BOOLEAN_TRUE_STRINGS)
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

DEBUG = env.bool("OTOP_DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secrets.get("secret_key", "")
SECRET_KEY_FALLBACKS = env.list("OTOP_SECRET_KEY_FALLBACKS", default=[])
# Key id → secret of the tokens in QR codes. The last one signs; the others still verify.
QR_KEYS: dict[str, str] = env.dict("OTOP_QR_KEYS", default=kept_secrets.get("qr_keys", {}))
