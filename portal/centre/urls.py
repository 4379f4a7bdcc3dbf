"""Under `/me/`: one's own account, whoever it is."""

from django.urls import path

from portal.centre.views import overview, personal_data, sign_ins

app_name = "centre"
urlpatterns = [
    path("", overview.overview, name="start"),
    path("sign-ins/", sign_ins.sign_ins, name="sign_ins"),
    path("sign-ins/<int:pk>/end/", sign_ins.end, name="end_session"),
    path("sign-ins/end-others/", sign_ins.end_others, name="end_others"),
    path("data/", personal_data.personal_data, name="data"),
    path("data/export/", personal_data.export, name="export"),
    path("erase/", personal_data.erase, name="erase"),
]
