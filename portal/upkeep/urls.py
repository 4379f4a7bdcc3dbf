"""Under `/enterprise/certificates/`, beside the certificates."""

from django.urls import path

from portal.upkeep import change_views, code_views, views

app_name = "upkeep"
urlpatterns = [
    path("change/", change_views.change, name="change"),
    path("contact/", change_views.contact, name="contact"),
    path("<int:pk>/", views.authorisation, name="authorisation"),
    path("<int:pk>/code/", code_views.replace_code, name="replace_code"),
    path("<int:pk>/proof/", views.begin_proof, name="begin_proof"),
]
