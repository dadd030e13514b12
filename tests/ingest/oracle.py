"""Which records does a CSV text hold? The oracle: letter by letter, in the plainest code."""

from __future__ import annotations


def records_of(body: str) -> list[tuple[int, str, list[str] | None]]:
    """The line, the text and the cells of each record, no cells for one with broken quotes."""
    found: list[tuple[int, str, list[str] | None]] = []
    position, line = 0, 2
    while position < len(body):
        cells, end = one(body, position)
        if cells is None:
            end = after_line(body, position)
        record = body[position:end]
        if record.strip("\r\n"):
            found.append((line, record.rstrip("\r\n"), cells))
        line += len(record.replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1
        position = end
    return found


def one(body: str, position: int) -> tuple[list[str] | None, int]:
    cells = []
    while True:
        cell, position = (quoted if body[position : position + 1] == '"' else bare)(body, position)
        if cell is None:
            return None, 0
        cells.append(cell)
        if body[position : position + 1] != ",":
            return cells, position + len(newline(body, position))
        position += 1


def bare(body: str, position: int) -> tuple[str | None, int]:
    end = position
    while end < len(body) and body[end] not in ",\r\n":
        end += 1
    return body[position:end], end


def quoted(body: str, position: int) -> tuple[str | None, int]:
    cell, position = "", position + 1
    while position < len(body):
        if body[position] != '"':
            cell += body[position]
        elif body[position + 1 : position + 2] == '"':
            cell, position = cell + '"', position + 1
        else:
            ends = body[position + 1 : position + 2] in ("", ",", "\r", "\n")
            return (cell if ends else None), position + 1
        position += 1
    return None, position


def newline(body: str, position: int) -> str:
    return "\r\n" if body[position : position + 2] == "\r\n" else body[position : position + 1]


def after_line(body: str, position: int) -> int:
    _, end = bare(body.replace(",", ";"), position)
    return end + len(newline(body, end))
