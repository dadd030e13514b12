"""Which identifiers would a register, a ministry or a card scheme have given, check characters included?

Every check character is right, so that a validator accepts the number; the serial parts are drawn and nobody's.
"""

from __future__ import annotations

from random import Random

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def uscc(rng: Random, area: str) -> str:
    """A unified social credit code of a company: GB 32100-2015, modulus 31, around an organisation code, modulus 11."""
    serial = "MA" + "".join(rng.choices(_USCC, k=6))
    rest = sum(_BASE36.index(c) * w for c, w in zip(serial, _ORGANISATION_WEIGHTS, strict=True)) % 11
    body = f"91{area}{serial}{'0X987654321'[rest]}"
    return body + _USCC[-sum(_USCC.index(c) * pow(3, i, 31) for i, c in enumerate(body)) % 31]


def lei(rng: Random, prefix: str) -> str:
    """A legal entity identifier: ISO 17442, check digits by ISO 7064 mod 97-10."""
    body = f"{prefix}00{''.join(rng.choices(_BASE36, k=12))}"
    digits = "".join(str(_BASE36.index(c)) for c in body + "00")
    return f"{body}{98 - int(digits) % 97:02d}"


def resident_id(rng: Random, area: str, birth_date: str, sex: str) -> str:
    """A resident's identity number: GB 11643, ISO 7064 mod 11-2; an odd serial is a man's."""
    serial = rng.randrange(1, 499) * 2 + (sex == "male")
    body = f"{area}{birth_date.replace('-', '')}{serial:03d}"
    rest = sum(int(c) * w for c, w in zip(body, _RESIDENT_WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[rest]


def card_number(serial: int) -> str:
    """A card account of 19 digits that begins with 6222 and ends with Luhn's check digit."""
    body = f"62220{serial:013d}"
    total = sum(sum(divmod(int(c) * (2 - i % 2), 10)) for i, c in enumerate(reversed(body)))
    return f"{body}{-total % 10}"
