from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from portal.health import healthz
from portal.menu import home
from portal.public.rules import privacy

handler500 = "portal.server_errors.answer"
urlpatterns = [
    # Addresses are tried in turn, so what is asked for most often comes first.
    path("api/v1/", include("engine.api.urls")),
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("accounts/privacy/", privacy, name="privacy"),
    path("accounts/privacy/<str:version>/", privacy, name="privacy_version"),
    path("accounts/", include("portal.accounts.urls")),
    path("me/", include("portal.centre.urls")),
    path("enterprise/appeals/", include("portal.appeals.urls")),
    path("enterprise/", include("portal.registry.urls")),
    path("enterprise/applications/", include("portal.evaluation.urls")),
    path("enterprise/certificates/", include("portal.certification.urls")),
    path("enterprise/certificates/", include("portal.upkeep.urls")),
    path("supervision/", include("portal.supervision.urls")),
    path("credit/", include("portal.credit.urls")),
    path("exchange/", include("portal.exchange.urls")),
    path("showcase/", include("portal.showcase.urls")),
    path("referrals/", include("portal.referrals.urls")),
    path("benefits/", include("portal.benefits.urls")),
    path("events/", include("portal.events.urls")),
    path("files/", include("portal.registry.files")),
    path("inbox/", include("portal.inbox.urls")),
    path("cockpit/", include("portal.cockpit.urls")),
    path("workbench/", include("portal.workbench.urls")),
    path("administration/", include("portal.administration.urls")),
    path("", include("portal.public.urls")),
    path("", include("portal.channels.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("api/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="api_schema"), name="api_docs"),
    # One page changes passwords, and counts guesses at the old one.
    path(f"{settings.ADMIN_PATH}password_change/", RedirectView.as_view(pattern_name="password_change")),
    path(settings.ADMIN_PATH, admin.site.urls),
]
