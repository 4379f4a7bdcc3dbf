"""Enterprises, and the people who act for them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import StoredFile
from engine import clock
from portal.accounts.phones import MobileField, masked
from portal.accounts.roles import ENTERPRISE_PREFIX
from portal.registry.models.regions import Region
from portal.registry.uscc import validate_uscc
from portal.scheme.moving import Moving


class EnterpriseQuerySet(models.QuerySet):
    def of(self, user: Any) -> EnterpriseQuerySet:
        """Enterprises that this user is a member of."""
        return self.filter(members__user=user)

    def live(self) -> EnterpriseQuerySet:
        """Registered, or on the way to it."""
        return self.filter(status__in=Enterprise.LIVE)

    def owned_by(self, user: Any) -> EnterpriseQuerySet:
        return self.filter(members__user=user, members__role=EnterpriseMember.Role.OWNER)

    def visible_to(self, user: Any) -> EnterpriseQuerySet:
        """Own enterprises, or all of them for the roles that review."""
        if user.has_perm("registry.view_enterprise"):
            return self
        return self.of(user)


class Enterprise(Moving):
    """A holder of products; the fields are those of `bpmn/registration/enterprise_registration_form.form.json`."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("审核中")
        CORRECTION = "correction", _("待补正")
        ACTIVE = "active", _("已注册")
        REJECTED = "rejected", _("不予通过")
        FROZEN = "frozen", _("已冻结")
        WITHDRAWN = "withdrawn", _("已撤回")
        ENDED = "ended", _("已终止")

    # One enterprise of a USCC may be in these at a time.
    LIVE = (Status.SUBMITTED, Status.CORRECTION, Status.ACTIVE, Status.FROZEN)
    APPLYING = (Status.SUBMITTED, Status.CORRECTION)
    WAYS = {
        Status.SUBMITTED: (Status.CORRECTION, Status.ACTIVE, Status.REJECTED, Status.WITHDRAWN, Status.ENDED),
        Status.CORRECTION: (Status.SUBMITTED, Status.REJECTED, Status.WITHDRAWN, Status.ENDED),
        Status.ACTIVE: (Status.FROZEN, Status.WITHDRAWN),
        Status.FROZEN: (Status.ACTIVE,),
    }

    class Kind(models.TextChoices):
        COMPANY = "company", _("公司")
        COOPERATIVE = "cooperative", _("农民专业合作社")
        INDIVIDUAL = "individual", _("个体工商户")
        PARTNERSHIP = "partnership", _("合伙企业")
        SOLE = "sole", _("个人独资企业")
        ORGANISATION = "organisation", _("社会组织及其他")

    class Category(models.TextChoices):
        AGRICULTURE = "agriculture", _("农副产品")
        FOOD = "food", _("食品加工")
        TEA = "tea", _("茶叶")
        FRUIT = "fruit", _("果品")
        HERBS = "herbs", _("中药材")
        CRAFTS = "crafts", _("工艺美术")
        OTHER = "other", _("其他")

    number = models.CharField(_("登记申请编号"), max_length=20, unique=True)
    status = models.CharField(_("状态"), max_length=12, choices=Status, default=Status.DRAFT)

    name = models.CharField(_("企业名称"), max_length=120)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, db_index=True, validators=[validate_uscc])
    kind = models.CharField(_("主体类型"), max_length=15, choices=Kind)
    legal_representative = models.CharField(_("法定代表人"), max_length=50)
    founded_on = models.DateField(_("成立日期"))
    address = models.CharField(_("住所"), max_length=200)
    business_scope = models.TextField(_("经营范围"), max_length=2000)
    term_ends_on = models.DateField(_("营业期限至"), null=True, blank=True, help_text=_("空白表示长期"))
    licence = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("营业执照扫描件")
    )

    township = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="enterprises", verbose_name=_("生产地所在乡镇")
    )
    production_address = models.CharField(_("生产地址"), max_length=200)

    contact_name = models.CharField(_("联系人"), max_length=50)
    contact_phone = MobileField(_("联系手机"))
    category = models.CharField(_("主营类别"), max_length=12, choices=Category)
    needs = models.TextField(_("上下游需求"), max_length=1000, blank=True)
    authorisation = models.ForeignKey(
        StoredFile,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("授权书"),
    )

    special_review = models.BooleanField(_("专项审核"), default=False)
    findings = models.JSONField(_("形式审查结果"), default=list, blank=True, help_text="codes of the last format check")
    rounds = models.PositiveSmallIntegerField(_("补正次数"), default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("登记人")
    )
    created_at = models.DateTimeField(_("提交时间"), default=clock.now)
    activated_at = models.DateTimeField(_("注册时间"), null=True, blank=True)
    # Of one that was registered and left.
    withdrawn_at = models.DateTimeField(_("退出时间"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawal_reason = models.CharField(_("退出原因"), max_length=500, blank=True)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("企业")
        verbose_name_plural = _("企业")
        ordering = ["id"]
        permissions = [
            ("manage_enterprise", "may manage members and submit for the enterprise"),
            ("act_for_enterprise", "may edit products and answer tasks for the enterprise"),
            ("unmask_phone", "may see whole phone numbers"),
            ("read_files", "may read the files of every enterprise"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["uscc"],
                condition=Q(status__in=["submitted", "correction", "active", "frozen"]),
                name="one_live_enterprise_per_uscc",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def group(self) -> str:
        """The candidate group of the enterprise's members, and the owner of its files."""
        return f"{ENTERPRISE_PREFIX}{self.pk}"

    @property
    def is_active(self) -> bool:
        return self.status == self.Status.ACTIVE

    @property
    def masked_contact_phone(self) -> str:
        return masked(self.contact_phone)


class EnterpriseMember(models.Model):
    """A person acts for an enterprise; the object grants follow this row (`commands.members`)."""

    class Role(models.TextChoices):
        OWNER = "owner", _("负责人")
        STAFF = "staff", _("经办人")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("身份"), max_length=10, choices=Role)
    joined_at = models.DateTimeField(_("加入时间"), default=clock.now)

    class Meta:
        verbose_name = _("企业成员")
        verbose_name_plural = _("企业成员")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["enterprise", "user"], name="one_membership_per_person")]

    def __str__(self) -> str:
        return f"{self.user} · {self.enterprise}"

    @property
    def is_owner(self) -> bool:
        return self.role == self.Role.OWNER


class JoinRequest(Moving):
    """Somebody asks the owner of a registered enterprise to be let in."""

    class Status(models.TextChoices):
        OPEN = "open", _("待处理")
        ACCEPTED = "accepted", _("已同意")
        DECLINED = "declined", _("已拒绝")

    WAYS = {Status.OPEN: (Status.ACCEPTED, Status.DECLINED)}

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="join_requests")
    reason = models.CharField(_("申请说明"), max_length=300, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.OPEN)
    created_at = models.DateTimeField(_("申请时间"), default=clock.now)
    decided_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("加入申请")
        verbose_name_plural = _("加入申请")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "user"], condition=Q(status="open"), name="one_open_join_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.enterprise}"
