"""What is written to the log, and what never is."""

import json
import logging

from messages.filters import mask_all


class _Masked(logging.Formatter):
    """No line leaves with sixteen digits in a row, whoever wrote it."""

    def format(self, record: logging.LogRecord) -> str:
        return mask_all(super().format(record))


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return mask_all(json.dumps(line, ensure_ascii=False))


def configure(log_format: str, level: str) -> None:
    handler = logging.StreamHandler()
    plain = _Masked("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    handler.setFormatter(_Json() if log_format == "json" else plain)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for noisy in ("alembic", "apscheduler", "aiohttp.access", "httpx", "aiosqlite"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
