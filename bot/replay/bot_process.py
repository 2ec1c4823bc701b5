"""The bot as a process of its own, so that it can be killed like one."""

import asyncio
import signal
import sys
from pathlib import Path


class BotProcess:
    """`hotline run` with a settings file; its log goes to a file beside it."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._log = config.parent / "hotline.log"
        self._process: asyncio.subprocess.Process | None = None
        self.peak_memory_mb = 0.0
        self.kills = 0

    async def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", "--config", str(self._config), stdout=log, stderr=log
            )

    async def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        assert self._process is not None, "start() comes first"  # noqa: S101
        self.note_memory()
        self._process.kill()
        await self._process.wait()
        self.kills += 1

    async def stop(self) -> None:
        """SIGTERM, and wait."""
        if self._process is not None and self._process.returncode is None:
            self.note_memory()
            self._process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(self._process.wait(), 30)

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended since."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        """The process's number. It was started, or this is a mistake of ours."""
        assert self._process is not None, "start() comes first"  # noqa: S101
        return self._process.pid

    def has_died(self) -> bool:
        """Whether it ended by itself, which it never should."""
        return self._process is not None and self._process.returncode is not None

    def log_tail(self, lines: int = 15) -> str:
        text = self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    def note_memory(self) -> None:
        """Remember the largest resident size seen, in MB; 0 where the system does not tell."""
        if self._process is None or not Path("/proc/self").exists():
            return
        try:
            status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return
        sizes = [line.split() for line in status.splitlines() if line.startswith("VmHWM:")]
        if sizes:
            self.peak_memory_mb = max(self.peak_memory_mb, int(sizes[0][1]) / 1024)
