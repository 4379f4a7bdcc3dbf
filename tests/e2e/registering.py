"""From a new account to a form filled in as on the licence, the way newcomers go."""

from __future__ import annotations

from tests.e2e.visitor import PASSWORD, Visitor, png
from tests.portal.accounts.codes import last_code
from tests.portal.world import USCC

# A choice that htmx has not taken up yet would lead nowhere; people are not that quick.
LISTENS = """async element => {
    while (!element['htmx-internal-data']?.listenerInfos?.length) await new Promise(requestAnimationFrame);
}"""


def sign_up(visitor: Visitor, *, username: str, name: str, phone: str) -> None:
    """On the page that is open; the phone number is confirmed by its code."""
    page = visitor.page
    page.get_by_label("用户名").fill(username)
    page.get_by_label("姓名").fill(name)
    page.get_by_label("手机号码").fill(phone)
    for field in ("password1", "password2"):
        page.locator(f"[name={field}]").fill(PASSWORD)
    page.get_by_label("我已阅读并同意《个人信息处理规则》").check()
    visitor.shot("sign-up")
    visitor.press("注册")
    visitor.press("发送验证码")
    visitor.sees("验证码已发送到")
    page.get_by_label("验证码").fill(last_code(phone))
    visitor.press("验证")
    visitor.sees("手机号码已验证")


def choose_county(visitor: Visitor) -> None:
    page = visitor.open("/enterprise/register/")
    for label, region in (
        ("省（自治区、直辖市）", "湖南省"),
        ("湖南省下属地区", "湘西土家族苗族自治州"),
        ("湘西土家族苗族自治州下属地区", "古丈县"),
    ):
        choice = page.get_by_label(label)
        choice.evaluate(LISTENS)
        choice.select_option(label=region)
    visitor.shot("register-county")
    visitor.press("下一步：填写企业资料")
    visitor.sees("生产地：湖南省")
    visitor.settle()


def fill_in_registration(visitor: Visitor, *, name: str, representative: str) -> None:
    """All that is asked for but the term of the licence."""
    visitor.fill(**{"企业名称": name, "统一社会信用代码": USCC, "法定代表人（负责人、经营者）": representative})
    visitor.pick("主体类型", "公司")
    visitor.date("成立日期", "2019-05-06")
    visitor.fill(**{"住所（经营场所）": "古丈县默戎镇牛角山村1组", "经营范围": "茶叶种植、加工与销售"})
    visitor.upload("营业执照扫描件", png("营业执照.png"))
    visitor.pick("生产地所在乡镇（街道）", "默戎镇")
    visitor.fill(生产地址="牛角山村茶园")
    visitor.pick("主营类别", "茶叶")
    visitor.tick("办理人即法定代表人", "我已阅读并接受星级评价规则", "我同意平台为登记审核处理上述个人信息")
