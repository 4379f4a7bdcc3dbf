"""What the site is made of, in which language and time."""

from django.utils.translation import gettext_lazy as _

from portal.services.places import PROJECT

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
    "portal.events",
    "portal.showcase",
    "portal.credit",
    "portal.upkeep",
    "portal.administration",
    "portal.centre",
    "portal.inbox",
    "portal.cockpit",
    "portal.workbench",
    "portal.public",
    "portal.channels",
    "portal.demo",
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

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", "English")]
LOCALE_PATHS = [PROJECT / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
