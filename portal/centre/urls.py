"""Under `/me/`: one's own account, whoever it is."""

from django.urls import path

from portal.centre.views import notices, overview, personal_data, robots, sign_ins

app_name = "centre"
urlpatterns = [
    path("", overview.overview, name="start"),
    path("sign-ins/", sign_ins.sign_ins, name="sign_ins"),
    path("sign-ins/<int:pk>/end/", sign_ins.end, name="end_session"),
    path("sign-ins/end-others/", sign_ins.end_others, name="end_others"),
    path("notices/", notices.notices, name="notices"),
    path("notices/address/", notices.choose_address, name="choose_address"),
    path("notices/address/<str:signed>/", notices.confirm_address, name="confirm_address"),
    path("robots/", robots.robots, name="robots"),
    path("robots/<int:pk>/test/", robots.test, name="test_robot"),
    path("robots/<int:pk>/remove/", robots.remove, name="remove_robot"),
    path("data/", personal_data.personal_data, name="data"),
    path("data/export/", personal_data.export, name="export"),
    path("erase/", personal_data.erase, name="erase"),
]
