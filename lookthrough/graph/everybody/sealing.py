"""How does a loop meet the same kind of array, whether it lies in memory or is mapped from a file?"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def sealed(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The same numbers, read-only: loops are compiled once, for arrays that nobody can write to."""
    view = np.asarray(array).view()
    view.flags.writeable = False
    return view
