"""HEIC, in which phones of one maker take photos: browsers do not show it, so it is kept as JPEG."""

from __future__ import annotations

import io
from pathlib import PurePosixPath

import pi_heif
from PIL import Image, ImageOps

from documents.errors import ImageTooLarge, PhotoUnreadable

_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


def is_heif(content: bytes) -> bool:
    """By its content: chats hand such photos on under the name of a JPEG."""
    return content[4:8] == b"ftyp" and content[8:12] in _BRANDS


def as_jpeg(content: bytes, *, name: str, max_pixels: int) -> tuple[str, bytes]:
    """Name and content of the JPEG, upright, with what the camera wrote into it."""
    try:
        heif = pi_heif.open_heif(content, convert_hdr_to_8bit=True)
        if heif.size[0] * heif.size[1] > max_pixels:
            raise ImageTooLarge(name=name)
        picture: Image.Image = heif.to_pillow()
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        out = io.BytesIO()
        upright.save(out, "JPEG", quality=90, exif=upright.getexif())
    except ImageTooLarge:
        raise
    except Exception as error:  # the library tells of broken files in many ways
        raise PhotoUnreadable(name=name) from error
    return f"{PurePosixPath(name).stem}.jpg", out.getvalue()
