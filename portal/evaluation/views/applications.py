"""The enterprise's applications: apply, follow, withdraw."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engine.errors import EngineError
from portal.evaluation import access, commands, criteria, eligibility
from portal.evaluation.cases import files_of
from portal.evaluation.commands import moves
from portal.evaluation.commands.applications import PROCESS
from portal.evaluation.correction_texts import is_awaited, of_application, standing, title_of
from portal.evaluation.eligibility import Prospect
from portal.evaluation.errors import EnterpriseFrozen
from portal.evaluation.models import Application, Decision, Panel, Revisit, Star
from portal.evaluation.views.forms import ApplyForm
from portal.registry import grants
from portal.registry.accepting import accepted_for
from portal.registry.current import for_owners, with_enterprise
from portal.registry.deadlines import WorkingDays, deadline
from portal.registry.live_page import live_page
from portal.registry.models import Enterprise, Product
from portal.registry.phones import contact_of
from portal.registry.progress import progress_of

# What the enterprise reads of the decisions: those that are addressed to it.
_ADDRESSED = (
    Decision.Stage.ACCEPTANCE,
    Decision.Stage.EVALUATION,
    Decision.Stage.CONSENT,
    Decision.Stage.DECISION,
)


@require_safe
@with_enterprise
def applications(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    found = enterprise.applications.select_related("product")
    context = {
        "enterprise": enterprise,
        "applications": found,
        "may_apply": enterprise.is_active and grants.may_manage(request.user, enterprise),
    }
    return render(request, "evaluation/applications.html", context)


@require_http_methods(["GET", "POST"])
@for_owners
def apply(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """Choose a product and a star; the table says what is met and what will be asked."""
    if not enterprise.is_active:
        frozen = enterprise.status == Enterprise.Status.FROZEN
        messages.info(request, str(EnterpriseFrozen()) if frozen else _("企业完成注册后才能申请星级评价"))
        return redirect("registry:dashboard")
    prospects = eligibility.prospects(enterprise)
    form = ApplyForm(request.POST or None, prospects=prospects, initial=_chosen(request))
    if request.method == "POST" and form.is_valid():
        try:
            application = commands.apply_for_star(
                form.cleaned_data["product"],
                star=form.cleaned_data["star"],
                by=request.user,  # type: ignore[arg-type]
            )
        except EngineError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("申请已创建，请提交评价材料"))
            return redirect("evaluation:progress", number=application.number)
    context = {"enterprise": enterprise, "form": form} | _choice(form, prospects)
    return render(request, "evaluation/apply.html", context, status=422 if form.errors else 200)


def _chosen(request: HttpRequest) -> dict[str, Any]:
    return {name: request.GET[name] for name in ("product", "star") if request.GET.get(name)}


def _choice(form: ApplyForm, prospects: list[Prospect]) -> dict[str, Any]:
    """What is possible, why the rest is not, and the star table for what is chosen: else the first possible."""
    possible = [prospect for prospect in prospects if prospect.stars]
    context: dict[str, Any] = {
        "prospects": possible,
        "closed": [prospect for prospect in prospects if not prospect.stars],
    }
    if not possible:
        return context
    wanted = str(form["product"].value() or "")
    chosen = next((each for each in possible if str(each.product.pk) == wanted), possible[0])
    star = next((star for star in chosen.stars if str(star) == str(form["star"].value())), chosen.stars[0])
    stars = [(star, label, chosen.refusal_of(star)) for star, label in Star.choices]
    return context | {"chosen": chosen, "stars": stars} | _assessed(chosen.product, star)


def _assessed(product: Product, star: int) -> dict[str, Any]:
    assessment = criteria.assess(criteria.known_facts(product), star=star)
    return {
        "product": product,
        "star": star,
        "assessment": assessment,
        "rows": criteria.outlook(assessment, product) if assessment else [],
    }


@require_safe
@with_enterprise
def criteria_table(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """The table alone, whenever the star changes."""
    pk, star = request.GET.get("product", ""), request.GET.get("star", "")
    product = enterprise.products.filter(pk=pk).first() if pk.isdecimal() else None
    if product is None:
        raise Http404
    chosen = int(star) if star in map(str, Star.values) else Star.ONE
    return render(request, "evaluation/criteria_table.html", _assessed(product, chosen))


@login_required
@require_safe
def progress_page(request: HttpRequest, number: str) -> HttpResponse:
    """Where an application stands; for members of its enterprise, and for the roles that evaluate."""
    application = _visible(request, number)
    is_member = grants.is_member(request.user, application.enterprise)
    decisions = application.decisions.filter(stage__in=_ADDRESSED)
    if is_member:
        decisions = decisions.exclude(outcome=Decision.Outcome.RETURN)
    reads_files = is_member or request.user.has_perm("evaluation.view_evidence")
    context = {
        "application": application,
        "enterprise": application.enterprise,
        "is_member": is_member,
        "progress": progress_of(PROCESS, number, user=request.user),
        "decisions": decisions,
        "files": files_of(application, request.user) if reads_files else [],
        "samples": application.samples.all(),
        "has_draws": request.user.has_perm("evaluation.view_paneldraw") and _has_draws(application),
        "accepted": accepted_for(application.enterprise, subject=number),
        **_nonconformities(application),
        **_visit(application, request.user),
        "contact": None if is_member else contact_of(application.enterprise, request.user),
        "may_withdraw": application.is_open and grants.may_manage(request.user, application.enterprise),
    }
    return live_page(request, "evaluation/progress.html", "evaluation/progress_now.html", context)


def _has_draws(application: Application) -> bool:
    return Panel.objects.filter(application=application).exists()


def _visit(application: Application, user: Any) -> dict[str, Any]:
    """When it is and what was asked about it; both sides see the same."""
    visit = moves.visit_of(application) if application.path == Application.Path.ONSITE else None
    may_move = application.is_open and visit is not None and moves.refusal(visit) is None
    return {"visit": visit, "may_move_visit": may_move and grants.may_act(user, application.enterprise)}


def _nonconformities(application: Application) -> dict[str, Any]:
    """Each with how it stands and until when it is to be put right; both sides see the same."""
    found = of_application(application)
    until = {item.pk: item.correct_by for item in found if is_awaited(item)}
    days = WorkingDays(until.values()) if until else None
    rows = [(item, title_of(item), standing(item), deadline(until.get(item.pk), days)) for item in found]
    revisit = Revisit.objects.filter(visit__panel__application=application).first() if found else None
    return {"nonconformities": rows, "revisit": revisit}


def _visible(request: HttpRequest, number: str) -> Application:
    application = get_object_or_404(Application.objects.select_related("enterprise", "product"), number=number)
    if not access.may_see(request.user, application):
        raise Http404
    return application


@login_required
@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """The owner takes the application back."""
    application = get_object_or_404(Application.objects.visible_to(request.user), number=number)
    try:
        commands.ask_to_withdraw(application, by=request.user)  # type: ignore[arg-type]
    except EngineError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("已申请撤回，稍后生效"))
    return redirect("evaluation:progress", number=number)
