"""Under `/accounts/`; login, logout and password_change bear Django's own names, which templates and settings use."""

from django.urls import path

from portal.accounts.session import session
from portal.accounts.views import messages, own, sign_in

urlpatterns = [
    path("sign-in/", sign_in.SignIn.as_view(), name="login"),
    path("sign-in/phone/", sign_in.PhoneSignIn.as_view(), name="phone_sign_in"),
    path("sign-out/", sign_in.SignOut.as_view(), name="logout"),
    path("session/", session, name="session"),
    path("sign-up/", sign_in.SignUp.as_view(), name="signup"),
    path("password/", own.PasswordChange.as_view(), name="password_change"),
    path("password/forgotten/", sign_in.ForgottenPassword.as_view(), name="forgotten_password"),
    path("password/new/", sign_in.NewPassword.as_view(), name="new_password"),
    path("profile/", own.Profile.as_view(), name="profile"),
    path("phone/", own.verify_phone, name="phone"),
    path("notifications/", messages.Notifications.as_view(), name="notifications"),
    path("notifications/read/", messages.read_notifications, name="read_notifications"),
    path("notifications/<int:pk>/", messages.open_notification, name="notification"),
    path("texts/", messages.TextMessages.as_view(), name="texts"),
]
