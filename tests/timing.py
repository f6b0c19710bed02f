"""How long a call keeps the processor, for tests that set it a limit."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def processor_s(call: Callable[[], object]) -> float:
    """Return the seconds of processor time that a call takes, the collector held off: it would look through all that
    the suite has loaded, a quarter of a second at its end, in whichever test it falls."""
    gc.disable()
    try:
        began = time.process_time()
        call()
        return time.process_time() - began
    finally:
        gc.enable()
