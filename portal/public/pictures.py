"""Product pictures as everybody may see them: small, and without what the camera wrote into them."""

from __future__ import annotations

import io
from functools import lru_cache
from uuid import UUID

from PIL import Image, ImageOps

from documents.models import StoredFile

_SIZE = (1080, 1080)


@lru_cache(maxsize=64)
def reduced(file_id: UUID) -> bytes:
    """A JPEG for a phone's screen; place and time of the photo are left out. Stored files never change."""
    with Image.open(io.BytesIO(StoredFile.objects.get(pk=file_id).read())) as original:
        picture = ImageOps.exif_transpose(original)
        picture.thumbnail(_SIZE, Image.Resampling.LANCZOS)
        out = io.BytesIO()
        _on_white(picture).save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    rgba = picture.convert("RGBA")
    ground = Image.new("RGB", rgba.size, "white")
    ground.paste(rgba, mask=rgba.getchannel("A"))
    return ground
