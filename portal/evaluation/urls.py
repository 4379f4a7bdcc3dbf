"""Under `/enterprise/applications/`."""

from django.urls import path

from portal.evaluation.views import applications, draws, moves, samples

app_name = "evaluation"
urlpatterns = [
    path("", applications.applications, name="applications"),
    path("new/", applications.apply, name="apply"),
    path("new/criteria/", applications.criteria_table, name="criteria"),
    path("samples/<str:number>/", samples.sample, name="sample"),
    path("<str:number>/", applications.progress_page, name="progress"),
    path("<str:number>/draws/", draws.draws, name="draws"),
    path("<str:number>/move-visit/", moves.move_visit, name="move_visit"),
    path("<str:number>/retest/", samples.retest, name="retest"),
    path("<str:number>/withdraw/", applications.withdraw, name="withdraw"),
]
