"""Killed writers, torn files, and what people are told about them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from documents import disk
from documents.errors import FileBroken
from documents.models import Document, StoredFile
from documents.storage import keep, store
from documents.views import download
from tests.documents.test_storage import PDF
from tests.documents.world import issued

pytestmark = pytest.mark.django_db

#: Writes a file as a web worker or a job does, and halts at the call that a test names.
WRITER = """
import os, sys, time
from pathlib import Path
from django.conf import settings
root, halt_in, sign = sys.argv[1:]
settings.configure(MEDIA_ROOT=root)
from documents import disk
def halt(*args, **kwargs):
    Path(sign).touch()
    time.sleep(300)
setattr(os, halt_in, halt)
disk.write("ab/cd/abcd.pdf", b"%PDF-" + b"x" * 20_000_000)
"""


@pytest.mark.parametrize("halt_in", ["fsync", "replace"])
def test_a_killed_writer_leaves_nothing_under_the_file_s_name(media: Path, tmp_path: Path, halt_in: str) -> None:
    sign = tmp_path / "halted"
    command = [sys.executable, "-c", WRITER, str(media), halt_in, str(sign)]
    writer = subprocess.Popen(command, cwd=Path(__file__).parents[2])
    try:
        deadline = time.monotonic() + 30
        while not sign.exists():
            assert time.monotonic() < deadline, "the writer never came there"
            time.sleep(0.02)
    finally:
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()

    assert disk.size_of("ab/cd/abcd.pdf") is None
    disk.write("ab/cd/abcd.pdf", b"whole")
    with disk.open_file("ab/cd/abcd.pdf") as file:
        assert file.read() == b"whole"


@pytest.mark.parametrize("torn", [b"", PDF[:-7], PDF[:-1] + b"x"], ids=["empty", "short", "changed"])
def test_sending_a_file_again_mends_what_lies_broken(torn: bytes) -> None:
    first = store(PDF, name="承诺.pdf", purpose="evidence")
    Path(first.file.path).write_bytes(torn)

    again = store(PDF, name="承诺.pdf", purpose="evidence")

    assert again.file.name == first.file.name
    assert again.read() == first.read() == PDF


@pytest.mark.parametrize("torn", [b"", PDF[:-7]], ids=["empty", "short"])
def test_a_torn_file_is_never_handed_out_in_part(torn: bytes) -> None:
    stored = store(PDF, name="承诺.pdf", purpose="evidence")
    Path(stored.file.path).write_bytes(torn)

    for use in (download, StoredFile.read):
        with pytest.raises(FileBroken, match=r"文件“承诺\.pdf”在服务器上已损坏或丢失"):
            use(stored)


def test_a_page_that_needs_a_torn_file_says_so_instead_of_breaking_off(
    client: Client, admin_user: Any, caplog: pytest.LogCaptureFixture
) -> None:
    stored = store(PDF, name="承诺.pdf", purpose="evidence", user=admin_user)
    Path(stored.file.path).unlink()
    client.force_login(admin_user)

    answer = client.get(f"/files/{stored.pk}/")

    assert answer.status_code == 500
    assert "文件“承诺.pdf”在服务器上已损坏或丢失" in answer.content.decode()
    assert "check_files" in caplog.text


def test_check_files_is_quiet_while_everything_is_whole() -> None:
    store(PDF, name="a.pdf", purpose="evidence")
    out = StringIO()
    call_command("check_files", stdout=out)
    assert out.getvalue() == "1份文件全部完好\n"


def test_check_files_names_every_broken_file_and_its_document() -> None:
    lost = keep(b"1", name="丢.pdf", content_type="application/pdf", purpose="evidence", owner="enterprise:7")
    short = keep(b"22", name="短.pdf", content_type="application/pdf", purpose="evidence")
    keep(b"22", name="同.pdf", content_type="application/pdf", purpose="evidence")
    whole = keep(b"333", name="好.pdf", content_type="application/pdf", purpose="evidence")
    letter: Document = issued()
    Path(lost.file.path).unlink()
    Path(short.file.path).write_bytes(b"2")
    changed = bytearray(Path(letter.docx.file.path).read_bytes())
    changed[-1] ^= 1
    Path(letter.docx.file.path).write_bytes(changed)

    out = StringIO()
    with pytest.raises(CommandError, match="有4份文件丢失或损坏") as ended:
        call_command("check_files", stdout=out)

    assert ended.value.returncode == 1
    rows = {row.split(" | ")[1]: row for row in out.getvalue().splitlines()}
    assert rows["丢.pdf"].startswith("丢失 | 丢.pdf | enterprise:7 | ")
    assert rows["短.pdf"].startswith("大小不符")
    assert rows["同.pdf"].startswith("大小不符")
    assert rows[letter.docx.name].startswith("内容不符")
    assert letter.number in rows[letter.docx.name]
    assert whole.name not in out.getvalue()
