"""Was the running command told to stop, by Ctrl-C or by SIGTERM?

A store shows a run whole or not at all, so a command can be left wherever it is; what matters is that it is left, and
that nobody on the way takes that for a failure of his own.
"""

from __future__ import annotations

import _thread
import signal
import threading
import time
from collections.abc import Sequence
from types import FrameType

from lookthrough.errors import UsageError

SIGNALS = (signal.SIGINT, signal.SIGTERM)
AGAIN = 0.5  # seconds
WORDS = {"en": "interrupted: nothing is half-written", "zh": "已中断：没有留下只写了一半的数据"}


class Stopped(BaseException):
    """The way out of a command. Neither an Exception nor a KeyboardInterrupt: libraries make other things of both."""


class Stop:
    """The first signal that came, if one did; once the command is `over`, signals do nothing."""

    def __init__(self) -> None:
        self.received: int | None = None
        self.over = False

    def listen(self) -> None:
        """Hear the signals from now on, but for those that whoever started the program had it ignore."""
        for one in SIGNALS:
            if signal.getsignal(one) is not signal.SIG_IGN:
                signal.signal(one, self._hear)

    def end(self) -> None:
        """Hear nothing more, also not while the interpreter ends, which would give the signals back to the system."""
        for one in SIGNALS:
            signal.signal(one, signal.SIG_IGN)

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        if self.over:
            return
        if self.received is None:
            self.received = number
            _thread.start_new_thread(self._insist, (number,))
        raise Stopped

    def _insist(self, number: int) -> None:
        """Send it again until the command is over: foreign code may swallow what is raised in the midst of it."""
        while not self.over:
            time.sleep(AGAIN)
            if not self.over:
                signal.pthread_kill(threading.main_thread().ident or 0, number)


def words(argv: Sequence[str]) -> str:
    """What is said of a command that was stopped, in the language of its screen."""
    from lookthrough.settings import settings

    try:
        asked = _value(argv, "--lang") or settings().lang
    except UsageError:
        asked = "en"
    return WORDS.get(asked, WORDS["en"])


def _value(argv: Sequence[str], option: str) -> str | None:
    """What follows an option, as the next word or behind a `=`."""
    for word, following in zip(argv, [*argv, ""][1:], strict=True):
        name, equals, value = word.partition("=")
        if name == option:
            return value if equals else following
    return None
