"""What the shapes of requests and answers are made of; each stands beside its view. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.plumbing import build_object_type
from rest_framework import serializers

SEVERITIES = [("error", _("错误")), ("warning", _("警告")), ("info", _("提示"))]


@lru_cache(maxsize=64)
def _made(serializer: Callable[..., Any], context: tuple[tuple[str, Any], ...]) -> Any:
    return serializer(context=dict(context))


def checked(serializer: type[serializers.Serializer], data: Any) -> dict[str, Any]:
    """What a body says, or a ValidationError with the fields that are wrong."""
    return dict(_made(serializer, ()).run_validation(data))  # type: ignore[arg-type]


def shown(serializer: type[serializers.Serializer], found: Any, **context: Any) -> Any:
    """One row as it is answered. The fields are made once: to make them costs more than to use them."""
    return _made(serializer, tuple(context.items())).to_representation(found)  # type: ignore[arg-type]


# A row as it is answered: nothing comes in by it, so every field is there. What columns say for the readers of the code
# is no description for those of the contract; nor is a docstring here.
class RowSerializer(serializers.ModelSerializer):
    def get_extra_kwargs(self) -> dict[str, Any]:
        return {name: {"read_only": True, "help_text": ""} for name in self.Meta.fields}

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Attributes are all there: they are read as they are, without looking for what else they might be."""
        return {name: read(instance) for name, read in self._reading}

    @cached_property
    def _reading(self) -> list[tuple[str, Callable[[Any], Any]]]:
        return [(str(field.field_name), _reading(field)) for field in self._readable_fields]


def _reading(field: serializers.Field) -> Callable[[Any], Any]:
    if isinstance(field, serializers.SerializerMethodField):
        return getattr(field.parent, field.method_name)
    value_of, shown_as = attrgetter(".".join(field.source_attrs)), field.to_representation

    def read(row: Any) -> Any:
        try:
            value = value_of(row)
        except AttributeError:  # of what is not there, as the user name of nobody
            if not field.allow_null:
                raise
            value = None
        return None if value is None else shown_as(value)

    return read


class VariablesField(serializers.DictField):
    """Variables or answers: a JSON object."""

    child = serializers.JSONField(allow_null=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "default": dict, **kwargs})

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """The values have been read from JSON, so they need not be looked at one by one."""
        if not isinstance(data, dict):
            self.fail("not_a_dict", input_type=type(data).__name__)
        return data


class VariablesSchema(OpenApiSerializerFieldExtension):
    """One name for them in the schema, whether they come in or go out."""

    target_class = VariablesField

    def get_name(self) -> str:
        return "Variables"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        return build_object_type(description=str(_("变量名 → 值，可以是任意 JSON")), additionalProperties={})


class UserNameField(serializers.SlugRelatedField):
    """An active user, by user name."""

    def __init__(self, **kwargs: Any) -> None:
        users = get_user_model()
        unknown = {"does_not_exist": _("没有名为“{value}”的用户"), "invalid": _("用户名有误")}
        super().__init__(
            slug_field=users.USERNAME_FIELD,
            queryset=users.objects.filter(is_active=True),
            error_messages=unknown,
            **kwargs,
        )


class FindingSerializer(serializers.Serializer):
    severity = serializers.ChoiceField(choices=SEVERITIES)
    rule = serializers.CharField()
    message = serializers.CharField()
    element = serializers.CharField()
    hint = serializers.CharField()
    file = serializers.CharField()
    # Ids of nodes and chosen flows on the way to the problem, and the same in names; both may be empty.
    path = serializers.ListField(child=serializers.CharField())
    route = serializers.CharField(allow_blank=True)


class ProblemSerializer(serializers.Serializer):
    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text=_("有误的字段 → 各条说明；里层的写作 answers[0].element，不属于某个字段的写作 non_field_errors"),
    )
    findings = FindingSerializer(many=True, required=False)


class StatedReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=500)


class ReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)
