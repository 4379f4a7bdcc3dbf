"""Under `/accounts/`; the first four bear Django's own names, which templates and settings use."""

from django.urls import path

from portal.accounts import views
from portal.accounts.session import session

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="login"),
    path("sign-out/", views.SignOut.as_view(), name="logout"),
    path("session/", session, name="session"),
    path("password/", views.PasswordChange.as_view(), name="password_change"),
    path("sign-up/", views.SignUp.as_view(), name="signup"),
    path("privacy/", views.Privacy.as_view(), name="privacy"),
    path("profile/", views.Profile.as_view(), name="profile"),
    path("phone/", views.verify_phone, name="phone"),
    path("notifications/", views.Notifications.as_view(), name="notifications"),
    path("notifications/read/", views.read_notifications, name="read_notifications"),
    path("notifications/<int:pk>/", views.open_notification, name="notification"),
    path("texts/", views.TextMessages.as_view(), name="texts"),
]
