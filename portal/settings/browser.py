"""What a browser may do."""

from portal.settings.site import PORT, is_https

# Cookies know no ports: two copies on one machine must not sign each other out.
SESSION_COOKIE_NAME = f"otop_session_{PORT}"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = is_https
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.accounts.session.stale_token"
SECURE_SSL_REDIRECT = is_https
SECURE_HSTS_SECONDS = 31_536_000 if is_https else 0
DEVICE_COOKIE_NAME = f"otop_device_{PORT}"
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
