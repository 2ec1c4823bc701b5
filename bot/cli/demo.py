"""`hotline demo`: a township on a local Telegram, one case through all roles, then open for use."""

import asyncio
import errno
from typing import Annotated

import typer

from bot.cli.options import fail, problems_shown


def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the walk.")] = False,
    port: Annotated[int, typer.Option(help="Port of the page on 127.0.0.1; 0 takes a free one.")] = 0,
) -> None:
    """Show the hotline without a Telegram account: nothing leaves this machine."""
    from bot import logs
    from bot.demo.show import run_demo
    from bot.demo.walk import WalkStopped
    from bot.simulator import SimulatorError

    logs.set_up("WARNING")
    try:
        with problems_shown():
            asyncio.run(run_demo(stays_up=not once, port=port))
    except KeyboardInterrupt:
        raise typer.Exit(0) from None
    except (WalkStopped, SimulatorError) as error:
        raise fail(f"The walk stopped: {error}") from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise fail(f"The demonstration can't run: {error}") from None
        raise fail(f"Port {port} is in use; leave out --port to take a free one.") from None
