"""What the figures of a bench belong to."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def machine(load_before: float) -> dict[str, object]:
    """What the figures belong to; others at work on the machine show in the load before the start and at the end."""
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load before": round(load_before, 2),
        "load at the end": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
