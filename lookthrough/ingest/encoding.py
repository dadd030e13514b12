"""In which encoding is a text file written? UTF-8 first, by every byte; another one only where it is plain.

A byte order mark decides. Then whatever is UTF-8 throughout is UTF-8. Then UTF-16 without a mark, when the first line
holds the NUL bytes of one byte order and of no other. Then GB18030 (which has GBK and GB2312 inside), when all of the
file decodes and comes out as common Chinese: bytes of UTF-8, Big5 and Latin-1 often decode too, to rare characters.
A file in which only some rows are not UTF-8 stays UTF-8, and those rows are refused; anything else is refused whole.

What is not UTF-8 is written again in UTF-8, in a temporary file without a name, and read from there; places in it are
told as they are in the delivered file (`delivered`).
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from lookthrough.errors import BadInput
from lookthrough.ingest.files import Held, Raw

BLOCK = 8 << 20
HEAD = 64 << 10  # bytes that are looked at to tell UTF-16, and characters of each block to tell Chinese
UTF8, GB18030 = "UTF-8", "GB18030"
CODECS = {UTF8: "utf-8", GB18030: "gb18030", "UTF-16LE": "utf-16-le", "UTF-16BE": "utf-16-be"}
_MARKS = {codecs.BOM_UTF16_LE: "UTF-16LE", codecs.BOM_UTF16_BE: "UTF-16BE"}
_HALF = b"\xff"  # stands for half a unit of UTF-16
_BEYOND = re.compile(r"[^\x00-\x7f\ufeff]+")
# In GB2312: punctuation, full-width letters, and the 3,755 characters that nearly all of Chinese is written with.
_COMMON = re.compile(rb"[\xa1\xa3\xb0-\xd7][\xa1-\xfe]")
# Names of companies, people and places, and the words of headers: a tenth of any table in Chinese, or far more.
_FAMILIAR = re.compile(
    "[的一公司有限责任股份集团银行市省区县路号街王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗华国中大小明建文海新金东江南北"
    "京上山广州深天民人名称姓持比例日期编类型币客户账交易金额时间款付收资产业商贸科技工程发展实投理经证件地址法定代表]"
)
_SURE = 20  # characters: fewer tell nothing of what is familiar


@dataclass(frozen=True, slots=True)
class Text:
    """A text file as bytes of UTF-8, the digest and the encoding of what was delivered, whether all of it decodes."""

    raw: Raw
    digest: str
    encoding: str
    sound: bool

    def delivered(self, data: bytes) -> int:
        """How many bytes of the delivered file a piece of this one is."""
        if self.encoding == UTF8:
            return len(data)
        text = data.removesuffix(_HALF).decode("utf-8", "surrogatepass")
        return len(
            text.encode(CODECS[self.encoding], "surrogatepass" if self.encoding != GB18030 else "strict")
        )


def as_utf8(raw: Raw, *, known: bool = False) -> Text:
    """A text file in UTF-8; one pass over the bytes of a file that already is.

    `known`: where its encoding cannot be told it is UTF-8, with bad rows.

    Raises:
        BadInput: it cannot be read, or its encoding cannot be told.
    """
    with raw.open() as file:
        head = file.read(HEAD)
    if encoding := _MARKS.get(head[:2]) or (None if raw.size % 2 else _utf16(head)):
        return _utf16_as_utf8(raw, encoding)
    digest, sound = _checked(raw)
    if sound:
        return Text(raw, digest, UTF8, sound)
    if held := _chinese(raw):
        return Text(_held(raw, held), digest, GB18030, sound=True)
    if not known and _is_other(raw):
        raise BadInput(f"{raw.name} is not UTF-8, UTF-16 or GB18030: save it again as 'CSV UTF-8'")
    return Text(raw, digest, UTF8, sound)


def head_as_utf8(head: bytes) -> bytes:
    """The first bytes of a file as they are in UTF-8, as far as UTF-16 is concerned."""
    encoding = _MARKS.get(head[:2]) or _utf16(head[:HEAD])
    return head.decode(CODECS[encoding], "ignore").encode("utf-8", "ignore") if encoding else head


def _held(raw: Raw, held: Held) -> Raw:
    return Raw(raw.name, raw.stem, raw.suffix, held)


def blocks(raw: Raw) -> Iterator[bytes]:
    """The bytes of a file, some at a time."""
    with raw.open() as file:
        while block := file.read(BLOCK):
            yield block


def _checked(raw: Raw) -> tuple[str, bool]:
    """The digest of a file, and whether it is UTF-8."""
    digest, utf8, rest = hashlib.sha256(), True, b""
    for block in blocks(raw):
        digest.update(block)
        if utf8:
            whole, rest = _whole_characters(rest + block)
            utf8 = is_utf8(whole)
    return digest.hexdigest(), utf8 and is_utf8(rest)


def _whole_characters(block: bytes) -> tuple[bytes, bytes]:
    """The block up to a last character that may go on in the next one, and the beginning of that one."""
    for size in range(1, min(4, len(block) + 1)):
        if block[-size] >= 0xC0:
            return block[:-size], block[-size:]
        if block[-size] < 0x80:
            break
    return block, b""


def is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8."""
    if data.isascii():
        return True
    ends = pa.py_buffer(np.array([0, len(data)], np.int32).tobytes())
    try:
        pa.StringArray.from_buffers(1, ends, pa.py_buffer(data)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _utf16(head: bytes) -> str | None:
    """The UTF-16 without a mark that a head is in: NULs in its first line, or many of them, and all on one side."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    end = head.find(b"\n") + 1 or len(head)
    many = even + odd >= max(4, len(head) // 20)
    if (even and odd) or not (many or head.count(0, 0, end + 1) > 1):
        return None
    return "UTF-16BE" if even else "UTF-16LE"


def _utf16_as_utf8(raw: Raw, encoding: str) -> Text:
    """Half a pair, and half a unit at the end, become bytes that are no UTF-8, so that they cost their row alone."""
    digest, held, sound = hashlib.sha256(), Held(), True
    decoder = codecs.getincrementaldecoder(CODECS[encoding])("surrogatepass")
    for block in blocks(raw):
        digest.update(block)
        found = decoder.decode(block).encode("utf-8", "surrogatepass")
        sound = sound and is_utf8(found)
        held.write(found)
    if decoder.getstate()[0]:
        held.write(_HALF)
        sound = False
    return Text(_held(raw, held), digest.hexdigest(), encoding, sound)


def _chinese(raw: Raw) -> Held | None:
    """The file in UTF-8 if it is Chinese in GB18030."""
    held, decoder = Held(), codecs.getincrementaldecoder("gb18030")()
    common = familiar = beyond = 0
    try:
        for block in blocks(raw):
            found = decoder.decode(block)
            held.write(found.encode())
            shown = _beyond_ascii(found)
            beyond += len(shown)
            common += len(_COMMON.findall(shown.encode("gb2312", "ignore")))
            familiar += len(_FAMILIAR.findall(shown))
        decoder.decode(b"", final=True)
    except UnicodeError:
        return None
    return held if 2 * common >= beyond and (10 * familiar >= beyond or beyond < _SURE) else None


def _beyond_ascii(text: str) -> str:
    """Some of the characters of a text that are not ASCII, from the first one on."""
    begin = match.start() if (match := _BEYOND.search(text)) else len(text)
    return "".join(_BEYOND.findall(text, begin, begin + HEAD))


def _is_other(raw: Raw) -> bool:
    """Whether more than a quarter of what is not ASCII is no UTF-8: another encoding then, else a few bad rows."""
    bad = other = 0
    decode: Callable[[bytes], str] = codecs.getincrementaldecoder("utf-8")("replace").decode
    for block in blocks(raw):
        found = decode(block)
        bad += found.count("\ufffd")
        other += 0 if found.isascii() else len(found) - len(found.encode("ascii", "ignore"))
    return 4 * bad > other
