"""`hotline run` and `hotline simulator`."""

import asyncio
from typing import Annotated

import typer

from bot.cli.options import DEFAULT_CONFIG, ConfigOption, fail, problems_shown, read_settings


def run(
    config: ConfigOption = DEFAULT_CONFIG,
    log_level: Annotated[str, typer.Option(help="DEBUG, INFO, WARNING or ERROR.")] = "INFO",
    log_format: Annotated[
        str, typer.Option(help="text or json; what watch.log_format says without it.", metavar="FORMAT")
    ] = "",
) -> None:
    """Run the hotline until it is stopped (Ctrl-C or SIGTERM)."""
    from bot import logs
    from bot.process import Process
    from bot.running import run as run_process

    if log_format not in ("", *logs.FORMATS):
        raise fail(f"--log-format: one of {', '.join(logs.FORMATS)}")
    settings = read_settings(config)
    logs.set_up(log_level, log_format or settings.watch.log_format)

    async def work() -> None:
        await run_process(Process(settings))

    with problems_shown():
        asyncio.run(work())


def simulator(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 8081,
    token: Annotated[str, typer.Option(help="The bot token it knows.")] = "",
) -> None:
    """Run the local Bot API server, a small Telegram for trying things out."""
    from bot.simulator import DEFAULT_TOKEN, run

    run(port, token or DEFAULT_TOKEN)
