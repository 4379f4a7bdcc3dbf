"""The texts of the source and their catalogue.

`python -m tests.translations` brings locale/en up to date: new texts are added (untranslated), unused ones go.
"""

import io
import re
import sys
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import IO, Any

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PROJECT = Path(__file__).parents[1]
ROOTS = [PROJECT / name for name in ("documents", "engine", "forms", "portal")]
ENGLISH = PROJECT / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# No dates and no names: the file changes only where a text does.
HEADER = """\
# English texts; see docs/translations.md
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def sources(suffix: str) -> list[Path]:
    """The project's own files with this suffix."""
    return sorted(
        path for root in ROOTS for path in root.rglob(f"*{suffix}") if not {"node_modules", "dist"} & set(path.parts)
    )


def extract_template(
    file: IO[bytes], keywords: Mapping[str, Any], comment_tags: list[str], options: dict[str, Any]
) -> Iterator[Any]:
    """Babel's extraction for Django's templates."""
    python = templatize(file.read().decode(), origin=getattr(file, "name", None))
    # What is left of the markup is no Python; only its indentation disturbs the tokenizer.
    flat = re.sub(r"^[ \t]+", "", python, flags=re.MULTILINE)
    return extract_python(io.BytesIO(flat.encode()), keywords, comment_tags, options)


def texts() -> Catalog:
    """Every text that the source asks a translation for; `locations` tell where."""
    catalog = Catalog()
    methods = chain(
        ((path, "python") for path in sources(".py")), ((path, extract_template) for path in sources(".html"))
    )
    for path, method in methods:
        with path.open("rb") as file:
            for line, message, _comments, context in extract(method, file, KEYWORDS):
                catalog.add(message, locations=[(str(path.relative_to(PROJECT)), line)], context=context)
    return catalog


def english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def main() -> None:
    catalog = english()
    catalog.update(texts(), no_fuzzy_matching=True)
    body = io.BytesIO()
    write_po(body, catalog, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    ENGLISH.write_bytes(HEADER.encode() + body.getvalue())
    missing = [message.id for message in catalog if message.id and not message.string]
    sys.stdout.write(f"{len(catalog)} texts, {len(missing)} without English\n")


if __name__ == "__main__":
    main()
