"""Files in Django forms: stored as soon as they arrive, whatever else is wrong, and from then on referred to by id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents import storage
from documents.errors import FileRefused
from documents.models import StoredFile
from portal.accounts.models import User


@dataclass(frozen=True)
class Shelf:
    """Where the files of a form lie: whose they become, and which ones it may refer to."""

    owner: str
    purpose: str
    by: User

    def put(self, upload: UploadedFile, limits: storage.Limits) -> StoredFile:
        return storage.store(
            upload, name=upload.name or "", purpose=self.purpose, user=self.by, owner=self.owner, limits=limits
        )

    def find(self, ids: Sequence[str]) -> list[StoredFile]:
        """Those that are here, in the order asked for."""
        wanted = [id_ for id_ in dict.fromkeys(map(_uuid, ids)) if id_ is not None]
        found = StoredFile.objects.filter(owner=self.owner).in_bulk(wanted)
        return [found[id_] for id_ in wanted if id_ in found]


@dataclass
class Sent:
    """What came with a form: ids of files that are stored, and new files."""

    ids: list[str] = field(default_factory=list)
    uploads: list[UploadedFile] = field(default_factory=list)


class UploadsInput(forms.ClearableFileInput):
    """A checked box for each stored file, to be unchecked, and a file input; a script sends files as they are
    picked, without one they come with the form."""

    template_name = "registry/uploads_input.html"
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Sent:
        key = f"{name}-kept"
        ids = data.getlist(key) if hasattr(data, "getlist") else data.get(key, [])  # a program may give a plain dict
        return Sent(ids=ids, uploads=files.getlist(name))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> bool:
        return False  # unchecked boxes send nothing

    def format_value(self, value: Any) -> Any:
        return value

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        context["widget"] |= {"kept": value or [], "kept_name": f"{name}-kept", "upload_url": reverse("files:upload")}
        return context


class UploadsField(forms.Field):
    """Gives a list of `StoredFile`. The form sets `shelf` and, where some are there already, `initial`."""

    widget = UploadsInput
    shelf: Shelf

    def __init__(self, *, limits: storage.Limits, multiple: bool = True, **kwargs: Any) -> None:
        self.limits = limits
        self.multiple = multiple
        self.kept: list[StoredFile] = []
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        megabytes = (self.limits.max_bytes or storage.max_upload_bytes()) // (1024 * 1024)
        return {
            "accept": ",".join(self.limits.extensions),
            "multiple": self.multiple,
            "data-uploads": True,
            "data-max-mb": megabytes,
        }

    def bound_data(self, data: Any, initial: Any) -> list[StoredFile]:
        """What a form with errors shows again: everything that could be stored."""
        return self.kept

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True

    def clean(self, value: Sent) -> list[StoredFile]:
        kept = self.shelf.find(value.ids)
        refused = [] if len(kept) == len(set(value.ids)) else [str(_("有文件已不存在，请重新上传"))]
        for upload in value.uploads:
            try:
                kept.append(self.shelf.put(upload, self.limits))
            except FileRefused as error:
                refused.append(str(error))
        self.kept = kept if self.multiple else kept[-1:]
        refused += [str(_("“%(name)s”的类型或大小不符")) % {"name": file.name} for file in self._unfit()]
        if refused:
            raise ValidationError(refused)
        return self.kept

    def _unfit(self) -> list[StoredFile]:
        """The address for uploads takes more kinds of files than this field."""
        kinds = {storage.TYPES[extension] for extension in self.limits.extensions}
        limit = self.limits.max_bytes or storage.max_upload_bytes()
        return [file for file in self.kept if file.content_type not in kinds or file.size > limit]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
