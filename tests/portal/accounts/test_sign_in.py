import pytest
from django.urls import reverse

from portal.accounts.models import Consent, User
from portal.notifications.models import SmsMessage

pytestmark = pytest.mark.django_db

SIGN_UP = {
    "username": "miaojia",
    "display_name": "龙苗",
    "phone": "15400000088",
    "password1": "a tea house in the clouds",
    "password2": "a tea house in the clouds",
    "privacy": "on",
}


def test_a_person_signs_in_and_lands_at_the_own_work(client, people):
    answer = client.post(reverse("login"), {"username": "longmei", "password": "correct horse"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/enterprise/register/" or answer.status_code == 200
    assert answer.wsgi_request.user == people.owner


def test_after_five_failures_the_right_password_has_to_wait(client, people):
    for _attempt in range(5):
        answer = client.post(reverse("login"), {"username": "longmei", "password": "wrong"})
        assert "用户名或密码不正确" in answer.content.decode()
    answer = client.post(reverse("login"), {"username": "longmei", "password": "correct horse"})
    assert "登录失败次数过多" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_another_name_is_not_slowed_down(client, people):
    for _attempt in range(5):
        client.post(reverse("login"), {"username": "longmei", "password": "wrong"})
    client.post(reverse("login"), {"username": "rr", "password": "correct horse"})
    assert client.session["_auth_user_id"] == str(people.reviewer.pk)


def test_signing_up_records_the_consent_and_its_version(client):
    answer = client.post(reverse("signup"), SIGN_UP)
    assert answer.status_code == 302
    user = User.objects.get(username="miaojia")
    consent = user.consents.get(kind=Consent.Kind.PRIVACY)
    assert consent.version
    assert user.phone_verified_at is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"privacy": ""}, "请阅读并同意"),
        ({"phone": "12345678901"}, "请填写11位手机号码"),
        ({"username": "LONGMEI"}, "已被使用"),
    ],
)
def test_a_wrong_sign_up_says_what_is_wrong(client, people, change, sentence):
    answer = client.post(reverse("signup"), SIGN_UP | change)
    assert sentence in answer.content.decode()
    assert not User.objects.filter(username="miaojia").exists()


def test_the_code_of_the_text_message_verifies_the_number(client):
    client.post(reverse("signup"), SIGN_UP)
    client.post(reverse("phone"), {"send": "1"})
    text = SmsMessage.objects.get(phone="15400000088").text
    code = "".join(c for c in text if c.isdigit())[:6]
    client.post(reverse("phone"), {"code": code})
    assert User.objects.get(username="miaojia").phone_verified_at is not None


def test_codes_cannot_be_guessed(client):
    client.post(reverse("signup"), SIGN_UP)
    client.post(reverse("phone"), {"send": "1"})
    code = "".join(c for c in SmsMessage.objects.get().text if c.isdigit())[:6]
    wrong = "000000" if code != "000000" else "000001"
    for _attempt in range(5):
        client.post(reverse("phone"), {"code": wrong})
    answer = client.post(reverse("phone"), {"code": code})
    assert "错误次数过多" in answer.content.decode()
    assert User.objects.get(username="miaojia").phone_verified_at is None


def test_people_see_only_text_messages_to_their_own_number(client, people):
    SmsMessage.objects.create(key="1", phone=people.rival.phone, text="给别人的短信")
    client.force_login(people.owner)
    assert "给别人的短信" not in client.get(reverse("texts")).content.decode()
    client.force_login(people.rival)
    assert "给别人的短信" in client.get(reverse("texts")).content.decode()
