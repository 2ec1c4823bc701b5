"""`hotline demo`: a township on a local Telegram, one case through all roles, then open for use."""

import asyncio
from typing import Annotated

import typer


def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the walk.")] = False,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.")] = 0,
) -> None:
    """Show the hotline without a Telegram account: nothing leaves this machine."""
    from bot import logs
    from bot.demo.show import run_demo

    logs.set_up("WARNING")
    try:
        asyncio.run(run_demo(stays_up=not once, port=port))
    except KeyboardInterrupt:
        raise typer.Exit(0) from None
