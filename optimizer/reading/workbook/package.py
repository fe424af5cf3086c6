"""Which bytes are a workbook that may be opened: a plain .xlsx of a sane size, neither encrypted nor with macros.

Everything is refused here before anything is unpacked: what the archive says of itself bounds what reading it can cost,
because no part is read beyond the size it declares.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from optimizer.problems import InputError, Problem

WORKBOOK_SUFFIX = ".xlsx"
OTHER_SUFFIXES = (
    ".xlsm",
    ".xlsb",
    ".xls",
    ".xltx",
    ".xltm",
    ".xlt",
    ".xlam",
    ".ods",
    ".fods",
    ".et",
    ".ett",
    ".numbers",
)
"""What other spreadsheets end in; none of them is read."""

SAVE_AS_XLSX = "save it as an Excel workbook (.xlsx)"

MEGABYTE = 2**20
MOST_BYTES = 32 * MEGABYTE
MOST_UNPACKED = 128 * MEGABYTE
MOST_RATIO = 200
"""How much smaller than its content a part of more than a megabyte may be; text of tables comes to 10 to 50."""
MOST_PARTS = 2000

_CHUNK = 2**16
_ZIP, _ZIP_ENTRY = b"PK\x03\x04", b"PK\x01\x02"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_BIT = 1
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Package:
    """The parts of an opened workbook, by name without regard to capitals."""

    def __init__(self, archive: zipfile.ZipFile, file: str) -> None:
        self.file = file
        self._archive = archive
        self._entries: Mapping[str, zipfile.ZipInfo] = {entry.filename.lower(): entry for entry in archive.infolist()}

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._entries

    @property
    def parts(self) -> Sequence[str]:
        """The names of all parts, in small letters."""
        return tuple(self._entries)

    def chunks(self, part: str) -> Iterator[bytes]:
        """The content of a part, piece by piece; InputError ``workbook-damaged`` where it cannot be unpacked."""
        entry = self._entries.get(part.lower())
        if entry is None:
            raise damaged(self.file, f"no part {part}")
        try:
            with self._archive.open(entry) as content:
                while chunk := content.read(_CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
            raise damaged(self.file, f"a part {part} that cannot be unpacked ({error})") from None


def damaged(file: str, found: str) -> InputError:
    """The error of a workbook that is not put together as one should be."""
    hint = "open it in Excel, WPS or LibreOffice and save it again"
    return InputError([Problem("workbook-damaged", file, found, "a sound workbook", hint=hint)])


def too_large(file: str, found: str, limit: str) -> InputError:
    """The error of a workbook that is larger than one is read."""
    hint = "delete what is no table of the instance, empty rows and columns too; or use a folder of CSV files"
    return InputError([Problem("workbook-size", file, found, limit, hint=hint)])


def open_package(data: bytes, file: str) -> Package:
    """The parts of the workbook in these bytes.

    InputError codes: ``workbook-format``, ``workbook-encrypted``, ``workbook-macros``, ``workbook-size`` and
    ``workbook-damaged``.
    """
    _check_signature(data, file)
    if data.count(_ZIP_ENTRY) > MOST_PARTS:
        raise too_large(file, f"more than {MOST_PARTS} parts", f"at most {MOST_PARTS} parts")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError) as error:
        raise damaged(file, f"an archive that cannot be opened ({error})") from None
    _check_entries(archive.infolist(), file)
    package = Package(archive, file)
    _check_kind(package)
    return package


def refused_format(file: str, found: str, code: str = "workbook-format") -> InputError:
    """The error of a spreadsheet in another format."""
    return InputError([Problem(code, file, found, "an Excel workbook (.xlsx)", hint=SAVE_AS_XLSX)])


def check_suffix(name: str) -> None:
    """Raise InputError ``workbook-format`` or ``workbook-macros`` for the name of a spreadsheet that is not read."""
    suffix = PurePath(name).suffix.lower()
    if suffix in OTHER_SUFFIXES:
        code = "workbook-macros" if suffix in (".xlsm", ".xltm", ".xlam") else "workbook-format"
        raise refused_format(name, f"a {suffix} file", code)


def _check_signature(data: bytes, file: str) -> None:
    if data.startswith(_ZIP):
        return
    if data.startswith(_OLE) and _ENCRYPTED_STREAM in data:
        expected = "a workbook without a password"
        hint = "open it, take the password away (File, Info, Protect Workbook) and save it"
        raise InputError([Problem("workbook-encrypted", file, "an encrypted workbook", expected, hint=hint)])
    if data.startswith(_OLE):
        raise refused_format(file, "a workbook of the old format (.xls)")
    found = "an empty file" if not data else "a file that is no workbook, whatever its name says"
    raise refused_format(file, found)


def _check_entries(entries: Sequence[zipfile.ZipInfo], file: str) -> None:
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) < len(names):
        raise damaged(file, "two parts of the same name")
    if any(entry.flag_bits & _ENCRYPTED_BIT for entry in entries):
        raise InputError([Problem("workbook-encrypted", file, "an encrypted part", "a workbook without a password")])
    odd = [entry.filename for entry in entries if entry.compress_type not in _READABLE]
    if odd:
        raise damaged(file, f"a part {odd[0]} that is packed in an unusual way")
    total = sum(entry.file_size for entry in entries)
    if total > MOST_UNPACKED:
        found = f"{total // MEGABYTE} MB when unpacked"
        raise too_large(file, found, f"at most {MOST_UNPACKED // MEGABYTE} MB")
    for entry in entries:
        if entry.file_size > max(MEGABYTE, MOST_RATIO * entry.compress_size):
            found = f"a part {entry.filename} that grows {entry.file_size // max(entry.compress_size, 1)}-fold"
            raise too_large(file, found, f"parts that grow at most {MOST_RATIO}-fold")


def _check_kind(package: Package) -> None:
    if any(part.endswith(("vbaproject.bin", "xlmacrosheet")) for part in package.parts):
        raise refused_format(package.file, "a workbook with macros", "workbook-macros")
    if "mimetype" in package and b"opendocument" in b"".join(package.chunks("mimetype")):
        raise refused_format(package.file, "an OpenDocument file (.ods)")
    if "[content_types].xml" not in package:
        raise refused_format(package.file, "an archive that holds no workbook")
