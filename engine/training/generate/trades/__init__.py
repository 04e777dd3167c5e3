"""The trades that customers are made of, by industry."""

from __future__ import annotations

from collections.abc import Mapping

from kbctl.engine.tables.registry import registered
from kbctl.engine.training.generate.trade import Trade

#: by industry as it is written on the command line
TRADES: Mapping[str, Trade] = registered(__name__, "TRADES")
