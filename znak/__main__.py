"""``python -m znak``, where the package is not installed."""

from __future__ import annotations

import sys

from znak.cli import main

if __name__ == "__main__":
    sys.exit(main())
