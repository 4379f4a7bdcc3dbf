"""At the root of the site; the addresses are printed, so they never change."""

from django.urls import path

from portal.public import views
from portal.public.directory import enterprises, products
from portal.public.home import welcome
from portal.public.publicity import objection, publicities, publicity
from portal.public.published import published
from portal.public.receipts import letter, receipt
from portal.public.rules import regulation, regulations, rules
from portal.public.samples import sample, samples
from portal.public.statistics import statistics

app_name = "public"
urlpatterns = [
    path("c/<str:token>", views.scan, name="scan"),
    path("c/<str:token>/picture/<int:position>", views.picture, name="picture"),
    path("c/<str:token>/report/", views.report, name="report"),
    path("reports/", receipt, name="receipt_form"),
    path("reports/<str:code>/", receipt, name="receipt"),
    path("reports/<str:code>/<uuid:pk>/", letter, name="receipt_letter"),
    path("verify/", views.verify, name="verify_form"),
    path("verify/<str:code>", views.verify, name="verify"),
    path("about/", welcome, name="about"),
    path("products/", products, name="products"),
    path("enterprises/", enterprises, name="enterprises"),
    path("samples/", samples, name="samples"),
    path("samples/<str:number>/", sample, name="sample"),
    path("statistics/", statistics, name="statistics"),
    path("warnings/", published, name="published"),
    path("publicity/", publicities, name="publicities"),
    path("publicity/<str:number>/", publicity, name="publicity"),
    path("publicity/<str:number>/objection/", objection, name="objection"),
    path("rules/", rules, name="rules"),
    path("rules/<str:version>/", rules, name="rules_version"),
    path("regulations/", regulations, name="regulations"),
    path("regulations/<slug:name>/", regulation, name="regulation"),
    path("regulations/<slug:name>/<str:version>/", regulation, name="regulation_version"),
]
