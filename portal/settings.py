"""All settings, each from the environment with a working default. The table: docs/settings.md."""

from typing import Any
from urllib.parse import urlsplit

import environ
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from portal.services.places import PROJECT, data_dir, kept_services, read_private

env = environ.Env()

DATA_DIR = data_dir()
_secrets = read_private("secrets.json")
_services = kept_services()

# Where it is reached ------------------------------------------------------------------------------
PORT = env.int("PORT", default=8000)
PUBLIC_BASE_URL = env.str("OTOP_PUBLIC_BASE_URL", default=f"http://localhost:{PORT}").rstrip("/")
_public = urlsplit(PUBLIC_BASE_URL)
_https = _public.scheme == "https"
ALLOWED_HOSTS = env.list(
    "OTOP_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", *filter(None, [_public.hostname])]
)
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
ADMIN_PATH = "admin/"

# Secrets ------------------------------------------------------------------------------------------
DEBUG = env.bool("OTOP_DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or _secrets.get("secret_key", "")
SECRET_KEY_FALLBACKS = env.list("OTOP_SECRET_KEY_FALLBACKS", default=[])
# Key id → secret of the tokens in QR codes. The last one signs; the others still verify.
QR_KEYS: dict[str, str] = env.dict("OTOP_QR_KEYS", default=_secrets.get("qr_keys", {}))

# Applications -------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "portal.scheme",
    "portal.notifications",
    "portal.accounts",
    "portal.registry",
    "portal.evaluation",
    "portal.certification",
    "portal.supervision",
    "portal.appeals",
    "portal.referrals",
    "portal.benefits",
    "portal.exchange",
    "portal.credit",
    "portal.upkeep",
    "portal.administration",
    "portal.centre",
    "portal.inbox",
    "portal.cockpit",
    "portal.public",
    "portal.channels",
    "documents",
    "engine",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "guardian",
    "django_htmx",
    "django_vite",
    "django_celery_beat",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.csp.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    # Before anything that touches the database, and where the visitor's language is known.
    "portal.plain_requests.PlainRequests",
    "portal.large_type.LargeType",
    "portal.asking_once.AskingOnce",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.broken_files.BrokenFiles",
    "portal.accounts.devices.RememberDevice",
    "portal.accounts.session.SignedInAs",
    "portal.accounts.first_password.OwnPasswordFirst",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT / "portal" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.large_type.large_type",
                "portal.menu.menu",
                "portal.notifications.context.notifications",
                "portal.registry.context.enterprises",
            ],
        },
    },
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Database: PostgreSQL only ------------------------------------------------------------------------
_database_url = env.str("DATABASE_URL", default="") or _services.get("database_url", "")
_pool_size = env.int("OTOP_DB_POOL_SIZE", default=10)
_database: dict[str, Any] = (
    env.db_url_config(_database_url) if _database_url else {"ENGINE": "portal.services.no_database"}
)
if _database["ENGINE"] not in ("django.db.backends.postgresql", "portal.services.no_database"):
    raise environ.ImproperlyConfigured(
        "DATABASE_URL must name a PostgreSQL database: postgresql://user:password@host/name"
    )
# Both sides notice within half a minute that the other is gone, also when a machine vanishes without a word:
# what a dead worker had locked is free again.
_noticing = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
    "options": " ".join(
        f"-c {name}={value}"
        for name, value in {
            "tcp_keepalives_idle": 10,
            "tcp_keepalives_interval": 5,
            "tcp_keepalives_count": 3,
            "client_connection_check_interval": 5000,
            # Statements of the hot path ask by id: one plan serves all values, and is made once for a connection.
            "plan_cache_mode": "force_generic_plan",
        }.items()
    ),
}
# Statements of the hot path are prepared when a connection runs them first (engine.models.statements).
_prepared = {"prepare_threshold": 0}
# A request waits for a database that restarts a moment; then it is told so. The pool asks anew for each
# request instead of pausing ever longer.
_pool = {"min_size": 1, "max_size": _pool_size, "timeout": 5, "reconnect_timeout": 5}
DATABASES = {
    "default": _database
    | {
        "CONN_HEALTH_CHECKS": True,
        # A worker's connection serves many jobs, each of which looks first whether it is alive (portal.celery).
        "CONN_MAX_AGE": 0 if _pool_size else 60,
        "OPTIONS": _prepared | _noticing | _database.get("OPTIONS", {}) | ({"pool": _pool} if _pool_size else {}),
    }
}

# Jobs: the rows in the database are the promise, the queue is a hint ------------------------------
CELERY_BROKER_URL = (
    env.str("CELERY_BROKER_URL", default="") or _services.get("broker_url") or "redis://127.0.0.1:6379/0"
)
# A broker that is down or hangs costs a request a moment, never the request.
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # the worker waits for its broker as long as it takes
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 3,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "global_keyprefix": env.str("OTOP_BROKER_PREFIX", default=""),
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_DB_REUSE_MAX = 1000  # tasks after which Celery closes a process's connection; Django may do so before
# A broker that restarts stops no job. A nudge is taken from the queue before its job is done: what is lost
# with a worker is found by the sweep, and a worker with nothing to hand back survives the loss of its broker.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Somebody waits for a code: texts have a queue of their own, which workers empty in turn with the other.
CELERY_TASK_QUEUES = [Queue("celery"), Queue("texts")]
CELERY_TASK_ROUTES = {"portal.notifications.tasks.*": {"queue": "texts"}}
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    # A missed sweep is not made up for: the next one does its work.
    "sweep": {"task": "engine.tasks.sweep", "schedule": 5.0, "options": {"expires": 5.0}},
    "offers": {"task": "portal.inbox.tasks.tell_of_offers", "schedule": 10.0, "options": {"expires": 10.0}},
    "look_at_everybody": {"task": "engine.tasks.look_at_everybody", "schedule": 600.0, "options": {"expires": 600.0}},
    "texts": {"task": "portal.notifications.tasks.sweep", "schedule": 10.0, "options": {"expires": 10.0}},
    "posts": {"task": "portal.notifications.posts.sweep", "schedule": 10.0, "options": {"expires": 10.0}},
    "certifications": {
        "task": "portal.registry.tasks.remind_of_certifications",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "referrals": {
        "task": "portal.referrals.tasks.wait_for_those_named_before",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "freezes": {
        "task": "portal.supervision.tasks.look_again_at_the_frozen",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "upkeep": {"task": "portal.upkeep.tasks.catch_up", "schedule": 60.0, "options": {"expires": 60.0}},
    "directory": {"task": "portal.public.tasks.catch_up", "schedule": 60.0, "options": {"expires": 60.0}},
    "pdfs": {"task": "documents.tasks.make_missing_pdfs", "schedule": 60.0, "options": {"expires": 60.0}},
}

# People -------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "portal.accounts.backends.PasswordBackend",
    "portal.accounts.object_grants.ObjectGrants",
]
# It asks for guardian's own backend by name; ours is one.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
PASSWORD_LENGTH = 10
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name", "phone", "email")},
    },
    {"NAME": "portal.accounts.passwords.MinimumLength", "OPTIONS": {"min_length": PASSWORD_LENGTH}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
OTOP_LIMITS = env.json("OTOP_LIMITS", default={})  # names and defaults stand in portal/accounts/limits.py
OTOP_TOKEN_DAYS = env.int("OTOP_TOKEN_DAYS", default=90)
OTOP_MESSAGE_ID_DAYS = env.int("OTOP_MESSAGE_ID_DAYS", default=30)
ANONYMOUS_USER_NAME = None  # guardian: no row for people who are not signed in
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

# Language and time --------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", "English")]
LOCALE_PATHS = [PROJECT / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Files --------------------------------------------------------------------------------------------
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
LIBREOFFICE = env.str("OTOP_LIBREOFFICE", default=None)
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

# What a browser may do ----------------------------------------------------------------------------
# Cookies know no ports: two copies on one machine must not sign each other out.
SESSION_COOKIE_NAME = f"otop_session_{PORT}"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.accounts.session.stale_token"
SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
DEVICE_COOKIE_NAME = f"otop_device_{PORT}"
# How many proxies of ours stand in front; their part of X-Forwarded-For is believed.
_proxies = env.str("OTOP_BEHIND_PROXY", default="false").lower()
PROXIES = int(_proxies) if _proxies.isdecimal() else int(_proxies in env.BOOLEAN_TRUE_STRINGS)
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # bpmn-js and form-js set styles on elements
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

# REST ---------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "engine.api.programs.TokenAuthentication",
        "engine.api.authentication.BrowserSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "NUM_PROXIES": PROXIES,
    "EXCEPTION_HANDLER": "engine.api.problems.exception_handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "OTOP",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "BatchItemStatus": "engine.models.batches.BatchItem.Status",
        "BatchOperation": "engine.models.batches.Batch.Kind",
        "DefinitionKind": "engine.api.deployments.KINDS",
        "FindingSeverity": "engine.api.serializers.SEVERITIES",
        "InstanceStatus": "engine.models.instances.ProcessInstance.Status",
        "MatchedBy": "portal.channels.items.MATCHED",
        "ProductCategory": "portal.registry.models.Product.Category",
        "ProductStatus": "portal.channels.items.PUBLIC",
        "TaskStatus": "engine.models.tasks.UserTask.Status",
        "WaitKind": "engine.api.simulations.WAITS",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# The engine's limits, as JSON; names and defaults stand where they are used --------------------------
OTOP_XML_LIMITS = env.json("OTOP_XML_LIMITS", default={})
OTOP_BEHAVIOUR_LIMITS = env.json("OTOP_BEHAVIOUR_LIMITS", default={})
OTOP_DEPLOYMENT_LIMITS = env.json("OTOP_DEPLOYMENT_LIMITS", default={})
OTOP_SIMULATION_LIMITS = env.json("OTOP_SIMULATION_LIMITS", default={})
OTOP_ENGINE_LIMITS = env.json("OTOP_ENGINE_LIMITS", default={})
OTOP_FEEL_LIMITS = env.json("OTOP_FEEL_LIMITS", default={})

# The scheme; an administrator may change some at run time: `portal.scheme.values` reads those
OTOP_DAY_CUTOFF = env.str("OTOP_DAY_CUTOFF", default="17:00")
OTOP_ISSUER = env.str("OTOP_ISSUER", default="中国一乡一品星级评价平台")
OTOP_CONTACT = env.str("OTOP_CONTACT", default="")
OTOP_HOTLINE = env.str("OTOP_HOTLINE", default="")
OTOP_HOTLINE_HOURS = env.str("OTOP_HOTLINE_HOURS", default="周一至周五 09:00–17:00")
OTOP_REGISTRATION_NOTICE_PREFIX = env.str("OTOP_REGISTRATION_NOTICE_PREFIX", default="一乡一品登")
OTOP_WARNING_NOTICE_PREFIX = env.str("OTOP_WARNING_NOTICE_PREFIX", default="一乡一品警")
OTOP_EVALUATION_NOTICE_PREFIX = env.str("OTOP_EVALUATION_NOTICE_PREFIX", default="一乡一品评")
OTOP_APPEAL_NOTICE_PREFIX = env.str("OTOP_APPEAL_NOTICE_PREFIX", default="一乡一品申")
OTOP_APPEAL_DAYS = env.int("OTOP_APPEAL_DAYS", default=10)  # working days from service
OTOP_REAPPLY_MONTHS = env.int("OTOP_REAPPLY_MONTHS", default=3)  # after an evaluation that failed
OTOP_REAPPLY_YEARS = env.int("OTOP_REAPPLY_YEARS", default=1)  # after a star was revoked
OTOP_REAPPLY_YEARS_FRAUD = env.int("OTOP_REAPPLY_YEARS_FRAUD", default=5)
OTOP_FREEZE_PRODUCTS = env.int("OTOP_FREEZE_PRODUCTS", default=2)  # suspended or revoked, and the enterprise is frozen
OTOP_NAMED_YEARS = env.int("OTOP_NAMED_YEARS", default=2)  # how long a revocation is listed in public
OTOP_COMPLAINT_NOTICE_PREFIX = env.str("OTOP_COMPLAINT_NOTICE_PREFIX", default="一乡一品诉")
OTOP_MARK_NOTICE_PREFIX = env.str("OTOP_MARK_NOTICE_PREFIX", default="一乡一品标")
OTOP_INSPECTION_NOTICE_PREFIX = env.str("OTOP_INSPECTION_NOTICE_PREFIX", default="一乡一品检")
OTOP_INSPECTION_NOTICE_DAYS = env.int("OTOP_INSPECTION_NOTICE_DAYS", default=60)  # before an anniversary
OTOP_INSPECTION_VISIT_RATE = env.float("OTOP_INSPECTION_VISIT_RATE", default=0.1)  # of those with 3★ and more
OTOP_RENEWAL_OPENS_DAYS = env.int("OTOP_RENEWAL_OPENS_DAYS", default=180)  # before the end of an authorisation
OTOP_RENEWAL_CLOSES_DAYS = env.int("OTOP_RENEWAL_CLOSES_DAYS", default=90)
OTOP_SELL_THROUGH_DAYS = env.int("OTOP_SELL_THROUGH_DAYS", default=30)  # of goods made before the end
# Marks and certificates say 样本 until the operator turns it off.
OTOP_SAMPLE_OUTPUT = env.bool("OTOP_SAMPLE_OUTPUT", default=True)
OTOP_VALIDITY_MONTHS = env.int("OTOP_VALIDITY_MONTHS", default=36)
OTOP_DRAW_RATE = env.float("OTOP_DRAW_RATE", default=0.2)  # laboratory tests of what is not food at 2★+
OTOP_PANEL_SIZES = {3: 3, 4: 3, 5: 5} | {  # star → experts
    int(star): size for star, size in env.json("OTOP_PANEL_SIZES", default={}).items()
}
OTOP_SAMPLE_RECEIVER = env.str("OTOP_SAMPLE_RECEIVER", default="样品管理中心")
OTOP_SAMPLE_ADDRESS = env.str("OTOP_SAMPLE_ADDRESS", default="（收样地址由运营单位设置）")
OTOP_SAMPLE_PHONE = env.str("OTOP_SAMPLE_PHONE", default="（收样电话由运营单位设置）")
OTOP_SAMPLE_QUANTITY = env.str("OTOP_SAMPLE_QUANTITY", default="最小销售包装2份（检测、留样各一份）")
# Standards that the form of a product suggests; any other may be typed.
OTOP_PRODUCT_STANDARDS = env.json("OTOP_PRODUCT_STANDARDS", default=[])
OTOP_THIRD_PARTY_DAYS = env.int("OTOP_THIRD_PARTY_DAYS", default=15)  # working days for a first report
OTOP_VISIT_DAYS = env.int("OTOP_VISIT_DAYS", default=20)  # working days in which a panel visits
OTOP_VISIT_NOTICE_DAYS = env.int("OTOP_VISIT_NOTICE_DAYS", default=3)  # working days before the visit
OTOP_TIE_YEARS = env.int("OTOP_TIE_YEARS", default=3)
OTOP_REFERRAL_KEEP_DAYS = env.int("OTOP_REFERRAL_KEEP_DAYS", default=90)
OTOP_GRANT_ANSWER_DAYS = env.int("OTOP_GRANT_ANSWER_DAYS", default=10)  # working days
OTOP_CERTIFICATION_REMINDER_DAYS = env.int("OTOP_CERTIFICATION_REMINDER_DAYS", default=30)
SMS_BACKEND = env.str("OTOP_SMS_BACKEND", default="portal.notifications.backends.LocalOutbox")
# Without a sender no e-mail goes out: people read on a page what they would have got.
OTOP_EMAIL_FROM = env.str("OTOP_EMAIL_FROM", default="")
vars().update(env.email_url("OTOP_EMAIL_URL", default="smtp://localhost:25"))
EMAIL_TIMEOUT = 10
OTOP_ROBOT_TRANSPORT = env.str("OTOP_ROBOT_TRANSPORT", default="portal.notifications.robots.Https")
OTOP_ROBOT_HOSTS: dict[str, list[str]] = {
    "wecom": ["qyapi.weixin.qq.com"],
    "dingtalk": ["oapi.dingtalk.com"],
    "feishu": ["open.feishu.cn", "open.larksuite.com"],
} | env.json("OTOP_ROBOT_HOSTS", default={})

# What it writes down: to the console, without personal data ---------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("OTOP_LOG_LEVEL", default="INFO")},
    # Django's own handlers would say it twice, and mail to nobody.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "fontTools": {"level": "ERROR"},  # it wonders about the dates in fonts
        # A line for every sweep would bury everything else.
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}
