"""The command line `hotline`."""

import typer

from bot.cli import agreed_words, classify, demo, evaluate, lexicon, replay, roster, serve, setup, topics

app = typer.Typer(
    name="hotline",
    help="A Telegram hotline between constituents and their people's-congress deputies.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    rich_markup_mode="rich",
)
app.command("init")(setup.init)
app.command("check")(setup.check)
app.command("run")(serve.run)
app.command("simulator")(serve.simulator)
app.command("demo")(demo.demo)
app.command("replay")(replay.replay)
app.command("classify")(classify.classify)
app.command("evaluate")(evaluate.evaluate)
app.command("topics")(topics.topics)
lexicon.app.command("agreed")(agreed_words.agreed)
lexicon.app.command("export")(agreed_words.export)
app.add_typer(lexicon.app, name="lexicon", help="The classifier's lexicon: learn, compare, review.")
app.add_typer(roster.app, name="roster", help="The roster: constituencies, places, deputies.")


def main() -> None:
    """Run the command line."""
    app()
