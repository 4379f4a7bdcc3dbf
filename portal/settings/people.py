"""Accounts, passwords, and how often one may try."""

from portal.settings.environment import env

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
