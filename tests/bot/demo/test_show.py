"""The demonstration says plainly why it can't run."""

import socket

from typer.testing import CliRunner

from bot.cli import app


def test_a_port_in_use_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(app, ["demo", "--once", "--port", str(port)])
    assert result.exit_code == 1
    assert result.stderr == f"Port {port} is in use; leave out --port to take a free one.\n"
    assert result.stdout == ""
