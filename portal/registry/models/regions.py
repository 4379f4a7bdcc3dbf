"""The regions of GB/T 2260 (six digits) and their townships of GB/T 10114 (three more)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RegionQuerySet(models.QuerySet):
    def current(self) -> RegionQuerySet:
        """Regions that exist today; former ones are kept for the records that name them."""
        return self.filter(valid_to=None)

    def townships(self) -> RegionQuerySet:
        return self.filter(level=Region.Level.TOWNSHIP)


class Region(models.Model):
    """A region is never deleted: a successor names it as its predecessor."""

    class Level(models.IntegerChoices):
        PROVINCE = 1, _("省级")
        CITY = 2, _("地级")
        COUNTY = 3, _("县级")
        TOWNSHIP = 4, _("乡级")

    code = models.CharField(_("代码"), max_length=9, primary_key=True)
    name = models.CharField(_("名称"), max_length=100)
    level = models.PositiveSmallIntegerField(_("级别"), choices=Level)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上级"),
    )
    valid_from = models.DateField(_("启用日期"), null=True, blank=True)
    valid_to = models.DateField(_("停用日期"), null=True, blank=True)
    predecessor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("前身"),
    )

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("行政区划")
        verbose_name_plural = _("行政区划")
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=Q(code__regex=r"^([0-9]{6}|[0-9]{9})$"), name="region_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def county_code(self) -> str:
        """Six digits: the county's, or the city's where a city has no counties."""
        return self.code[:6]

    @property
    def path(self) -> list[Region]:
        """From the province down to this region."""
        above = {} if "parent" in self._state.fields_cache else self._by_code()
        regions = [self]
        while regions[0].parent_id is not None:
            parent = above.get(regions[0].parent_id) or regions[0].parent
            assert parent is not None
            regions.insert(0, parent)
        return regions

    def _by_code(self) -> dict[str, Region]:
        """What this region most probably lies in, in one statement: codes are made so."""
        return Region.objects.in_bulk([f"{self.code[:2]}0000", f"{self.code[:4]}00", self.code[:6]])

    @property
    def full_name(self) -> str:
        """`湖南省湘西土家族苗族自治州古丈县默戎镇`; names that only fill a level are left out."""
        return "".join(region.name for region in self.path if not region.is_filler)

    @property
    def is_filler(self) -> bool:
        return self.name in _FILLERS


_FILLERS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
