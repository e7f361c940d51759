"""Old Word documents (.doc, binary): made into .docx by LibreOffice, then read as those are.

LibreOffice runs beside this program, without a window, in a folder and with settings of its
own that forbid macros and active content; it has a limit of time and is ended beyond it. Where
it is missing the file is refused, and what to do is told.
"""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from regesta.errors import CannotRead
from regesta.read import word
from regesta.read.extras import program, version_with_program
from regesta.read.reader import HEAD_BYTES, Item, Reader, Source

PROGRAMS = ("soffice", "libreoffice")
NAME = "old-word"
VERSION = version_with_program(f"1+{word.VERSION}", *PROGRAMS)

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
MAX_BYTES = 64 * 1024 * 1024
MAX_MADE = 256 * 1024 * 1024
PATIENCE = 60.0
_STREAM = "WordDocument".encode("utf-16-le")
_SECTOR = 30  # where the file says how large its sectors are (as a power of two)
_DIRECTORY = 48  # and which sector its list of streams begins with
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableOLEAutomation" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
</oor:items>
"""
_WAY_OUT = (
    "Install LibreOffice (on Debian: apt-get install libreoffice-writer-nogui) and build again; "
    "or open it in a word processor and save it as .docx or plain text."
)


def looks_like(source: Source) -> bool:
    """A compound file with a stream called WordDocument in its list."""
    if not source.head.startswith(MAGIC):
        return False
    if _STREAM in source.head:
        return True
    try:
        (shift,) = struct.unpack_from("<H", source.head, _SECTOR)
        (sector,) = struct.unpack_from("<I", source.head, _DIRECTORY)
        with source.path.open("rb") as stream:
            stream.seek((sector + 1) << min(shift, 16))
            return _STREAM in stream.read(4096)
    except (OSError, struct.error, OverflowError, ValueError):
        return False


def read(source: Source) -> Iterator[Item]:
    """The document's one record, as `word` reads it."""
    if not program(*PROGRAMS):
        raise CannotRead(
            "This is an old Word document (.doc); LibreOffice, which opens it, is not installed.",
            way_out=_WAY_OUT,
        )
    if source.size > MAX_BYTES:
        raise CannotRead(
            f"The document has more than {MAX_BYTES:,} bytes.", way_out="Save it as .docx."
        )
    with tempfile.TemporaryDirectory(prefix="regesta-") as folder:
        made = _made(source, Path(folder))
        with made.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
        yield from word.read(replace(source, path=made, head=head, size=made.stat().st_size))


def _made(source: Source, folder: Path) -> Path:
    """The document as .docx in `folder`; CannotRead where LibreOffice makes none."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    # The file is given under a name of our own: its own could be taken for an option.
    given = folder / "given.doc"
    given.write_bytes(source.path.read_bytes())
    code = _run(folder, given)
    made = folder / "made" / "given.docx"
    if not made.is_file() or made.stat().st_size > MAX_MADE:
        raise CannotRead(
            f"LibreOffice cannot open the old Word document (it ended with {code}).",
            way_out="It is damaged or locked: open it in Word and save it as .docx or plain text.",
        )
    return made


def _run(folder: Path, given: Path) -> int:
    """Run the program and all that it starts, for so long; its code."""
    process = subprocess.Popen(  # noqa: S603 - a fixed program, no shell
        [
            program(*PROGRAMS), "--headless", "--norestore", "--nolockcheck", "--nodefault",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "made"), str(given),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={**os.environ, "HOME": str(folder)},
        start_new_session=True,
    )  # fmt: skip
    try:
        return process.wait(PATIENCE)
    except subprocess.TimeoutExpired as error:
        raise CannotRead(
            f"LibreOffice took more than {PATIENCE:.0f} seconds for the old Word document.",
            way_out="Open it in a word processor and save it as .docx or plain text.",
        ) from error
    finally:
        if process.poll() is None:
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


READER = Reader(NAME, VERSION, looks_like, read)
