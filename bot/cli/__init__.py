"""The command line `hotline`."""

import typer

from bot.cli import (
    agreed_words,
    api_key,
    audit,
    backup,
    cards,
    classify,
    demo,
    digest,
    evaluate,
    export,
    key,
    ledger,
    lexicon,
    replay,
    roster,
    serve,
    setup,
    status,
    topics,
    upgrade,
)

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
app.command("status")(status.status)
app.command("upgrade")(upgrade.upgrade)
app.command("rollback")(upgrade.rollback)
app.command("simulator")(serve.simulator)
app.command("demo")(demo.demo)
app.command("replay")(replay.replay)
app.command("classify")(classify.classify)
app.command("evaluate")(evaluate.evaluate)
app.command("topics")(topics.topics)
app.command("digest")(digest.digest)
app.command("cards")(cards.cards)
app.command("ledger")(ledger.ledger)
lexicon.app.command("agreed")(agreed_words.agreed)
lexicon.app.command("export")(agreed_words.export)
app.add_typer(lexicon.app, name="lexicon", help="The classifier's lexicon: learn, compare, review.")
app.add_typer(export.app, name="export", help="Cases and events for other systems.")
app.command("move")(backup.move)
app.add_typer(backup.app, name="backup", help="Sealed copies of everything: make, verify, restore.")
app.add_typer(audit.app, name="audit", help="The chains of events: check them, show the anchor.")
app.add_typer(roster.app, name="roster", help="The roster: constituencies, places, deputies.")
app.add_typer(key.app, name="key", help="The master key: replace it, see which keys there are.")
app.add_typer(api_key.app, name="api-key", help="Keys of other systems that file cases (Open311).")


def main() -> None:
    """Run the command line."""
    app()
