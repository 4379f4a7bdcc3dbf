"""Text messages, e-mail, and robots of group chats."""

from portal.settings.environment import env

SMS_BACKEND = env.str("OTOP_SMS_BACKEND", default="portal.notifications.backends.LocalOutbox")
# Without a sender no e-mail goes out: people read on a page what they would have got.
OTOP_EMAIL_FROM = env.str("OTOP_EMAIL_FROM", default="")
vars().update(env.email_url("OTOP_EMAIL_URL", default="smtp://localhost:25"))
EMAIL_TIMEOUT = 10
OTOP_ROBOT_TRANSPORT = env.str("OTOP_ROBOT_TRANSPORT", default="portal.notifications.robots.Https")
OTOP_ROBOT_HOSTS: dict[str, list[str]] = {
    "wecom": ["qyapi.weixin.qq.com"],
    "dingtalk": ["oapi.dingtalk.com"],
    "feishu": ["open.feishu.cn", "open.larksuite.com"],
} | env.json("OTOP_ROBOT_HOSTS", default={})
