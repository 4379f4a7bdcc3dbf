"""The lists of agencies and experts, kept by the platform's administrators."""

from __future__ import annotations

from django.contrib import admin

from portal.evaluation.models import Agency, AgencyMember, AgencyTie, Expert, ExpertTie


class AgencyMemberInline(admin.TabularInline):
    model = AgencyMember
    raw_id_fields = ("user",)
    extra = 0


class AgencyTieInline(admin.TabularInline):
    model = AgencyTie
    extra = 0


@admin.register(Agency)
class AgencyAdmin(admin.ModelAdmin):
    list_display = ("name", "uscc", "cma_number", "cma_valid_to", "is_active")
    search_fields = ("name", "uscc")
    inlines = (AgencyMemberInline, AgencyTieInline)


class ExpertTieInline(admin.TabularInline):
    model = ExpertTie
    extra = 0


@admin.register(Expert)
class ExpertAdmin(admin.ModelAdmin):
    list_display = ("user", "employer", "county", "is_senior", "is_active")
    list_select_related = ("user", "county")
    search_fields = ("user__display_name", "employer")
    raw_id_fields = ("user", "county")
    inlines = (ExpertTieInline,)
