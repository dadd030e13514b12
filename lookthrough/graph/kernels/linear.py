"""What solves a small system of linear equations, exactly?

Method: fraction-free elimination on integers (Bareiss 1968, Math. Comp. 22), every division of which is exact;
FLINT beyond `LARGE` unknowns. Complexity: O(n^3) operations on integers of O(n) digits. Terminates: three loops.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from lookthrough.graph.shares import ONE, ZERO

if TYPE_CHECKING:
    from flint import fmpq_mat

LARGE = 30
Rows = list[list[Fraction]]


def solve(rows: Rows, right: list[Fraction]) -> list[Fraction] | None:
    """The x with `rows` x = `right` for a square system, or None when it is singular."""
    if len(rows) > LARGE:
        return _solve_large(rows, right)
    whole, _ = _integers([[*row, value] for row, value in zip(rows, right, strict=True)])
    if not _eliminate(whole):
        return None
    found = [ZERO] * len(rows)
    for i in reversed(range(len(rows))):
        known = sum((whole[i][j] * found[j] for j in range(i + 1, len(rows))), ZERO)
        found[i] = (whole[i][-1] - known) / whole[i][i]
    return found


def determinant(rows: Rows) -> Fraction:
    """The determinant of a square matrix; 1 for the empty one."""
    if len(rows) > LARGE:
        value = _flint(rows).det()
        return Fraction(int(value.p), int(value.q))
    whole, scale = _integers(rows)
    sign = _eliminate(whole)
    return Fraction(sign * whole[-1][-1], scale) if rows and sign else Fraction(not rows)


def inverse_diagonal(rows: Rows) -> list[Fraction]:
    """The diagonal of the inverse of a regular matrix; O(n^4) up to `LARGE`, O(n^3) beyond."""
    places = range(len(rows))
    if len(rows) > LARGE:
        found = _flint(rows).inv()
        return [Fraction(int(found[i, i].p), int(found[i, i].q)) for i in places]
    whole = determinant(rows)
    return [
        determinant([row[:i] + row[i + 1 :] for k, row in enumerate(rows) if k != i]) / whole for i in places
    ]


def _integers(rows: Rows) -> tuple[list[list[int]], int]:
    """The rows times what makes each of them whole, and the product of these factors."""
    scales = [lcm(*(value.denominator for value in row)) for row in rows]
    whole = [[int(value * scale) for value in row] for row, scale in zip(rows, scales, strict=True)]
    product = 1
    for scale in scales:
        product *= scale
    return whole, product


def _eliminate(rows: list[list[int]]) -> int:
    """Make the square part upper triangular in place; the sign of the exchange of rows, 0 when singular."""
    sign, last = 1, 1
    for k in range(len(rows)):
        pivot = next((i for i in range(k, len(rows)) if rows[i][k]), None)
        if pivot is None:
            return 0
        if pivot != k:
            rows[k], rows[pivot], sign = rows[pivot], rows[k], -sign
        for row in rows[k + 1 :]:
            first = row[k]
            row[k:] = [
                (rows[k][k] * mine - first * above) // last
                for mine, above in zip(row[k:], rows[k][k:], strict=True)
            ]
        last = rows[k][k]
    return sign


def _solve_large(rows: Rows, right: list[Fraction]) -> list[Fraction] | None:
    try:
        found = _flint(rows).solve(_flint([[value] for value in right]))
    except ZeroDivisionError:
        return None
    return [Fraction(int(found[i, 0].p), int(found[i, 0].q)) for i in range(len(rows))]


def _flint(rows: Rows) -> fmpq_mat:
    from flint import fmpq, fmpq_mat

    entries = [fmpq(value.numerator, value.denominator) for row in rows for value in row]
    return fmpq_mat(len(rows), len(rows[0]), entries)


def identity_minus(entries: list[list[Fraction]]) -> Rows:
    """I - A."""
    return [
        [(ONE if i == j else ZERO) - value for j, value in enumerate(row)] for i, row in enumerate(entries)
    ]
