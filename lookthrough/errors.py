"""What can go wrong, said so that the reader knows what to do next?

One root, few reasons. The message of an error is the sentence that a user sees; it never holds a name or an
identifier of a person other than the reference that the user typed.
"""

from __future__ import annotations

import errno

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # what the system calls a full disk, a quota and a limit


class LookthroughError(Exception):
    """Something failed; the message says what to do."""

    exit_code = 1


class UsageError(LookthroughError):
    """The words of the question do not fit together: the message names the option to change."""

    exit_code = 2


class NotFound(LookthroughError):
    """Nothing in the store answers to this reference: the message offers the nearest."""


class Ambiguous(LookthroughError):
    """A reference names several parties: the message lists the lines to paste."""


class NoStore(LookthroughError):
    """There is no store at this place yet: the message says how to load one."""


class StoreBusy(LookthroughError):
    """Another process holds the store: wait, or add --wait."""

    exit_code = 4


class StoreMismatch(LookthroughError):
    """The store was written by another version: the message says which one can read it."""


class NoRoom(LookthroughError):
    """A disk is full, or would be: free some space, or name another place; nothing is half-written."""


class BadInput(LookthroughError):
    """A file cannot be read at all: the message says which and why."""


class RuleError(LookthroughError):
    """A rule file breaks its schema, or a rule cannot be applied: the message names the place."""


class NotInForce(UsageError):
    """The rule is not in force on the date asked: add --even-if-not-in-force, or ask for another date."""


class ShareError(ValueError):
    """A share's text is refused; `code` is the reject code of docs/codes.md."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
