"""What supervision refuses; each with its own sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.errors import EngineError


class SupervisionError(EngineError):
    code = "supervision-error"


class MayNotOpen(SupervisionError):
    code = "may-not-open-case"
    message = _("只有与企业无关的合规专员可以立案")


class OpensByItself(SupervisionError):
    code = "opens-by-itself"
    message = _("年度检查逾期未报的，次日由平台自动列入黄色警示，不需另行立案")


class MayNotGiveUp(SupervisionError):
    code = "may-not-give-up"
    message = _("只有企业的负责人可以申请注销")


class NotInForce(SupervisionError):
    code = "authorisation-not-in-force"
    message = _("该授权未生效或已终止，不能立案")


class CaseRunning(SupervisionError):
    code = "case-running"
    message = _("该产品已有未结案件（%(number)s），请在该案中处理")


class TooManyReports(SupervisionError):
    code = "too-many-reports"
    message = _("提交过于频繁，请一小时后再试")


class PublicityClosed(SupervisionError):
    code = "publicity-closed"
    message = _("公示已经结束，不再受理异议；产品发证后仍可以举报")


class MayNotEnter(SupervisionError):
    code = "may-not-enter-complaint"
    message = _("只有与被投诉企业无关的合规专员可以登记和办理投诉")


class ReportTaken(SupervisionError):
    code = "report-taken-up"
    message = _("这份举报已经办理")
