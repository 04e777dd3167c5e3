"""`python -m bench`, from the root of the repository."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / ".dev"))

from bench.run import main

sys.exit(main())
