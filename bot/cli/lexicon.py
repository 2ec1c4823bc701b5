"""`hotline lexicon`: learn keywords from labelled messages, compare lexicons, review corrections."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.table import Table

from bot.cli.labelled import read_messages, read_rows
from bot.cli.options import err, fail, problems_shown
from hotline import lexicon_writing, review
from hotline.learning import LearningError
from hotline.learning import learn as learn_from
from hotline.lexicon import SHIPPED, Lexicon, load

app = typer.Typer(no_args_is_help=True)
Files = Annotated[
    list[Path],
    typer.Argument(help="CSV: topic, detail (may be absent), label.", exists=True, dir_okay=False),
]
Base = Annotated[
    Path | None,
    typer.Option("--base", help="What to start from; the shipped one if not given.", exists=True),
]


@app.command()
def learn(
    files: Files,
    out: Annotated[Path, typer.Option("--out", help="Where to write: a folder, or a file ending in .toml.")],
    base: Base = None,
) -> None:
    """Learn keywords and weights from labelled messages; what was written by hand stays."""
    messages = read_messages(files)
    with problems_shown(), Progress(SpinnerColumn(), TextColumn("{task.description}"), console=err) as bar:
        task = bar.add_task("reading")
        before = load(base)
        try:
            after = learn_from(messages, before, progress=lambda step: bar.update(task, description=step))
        except LearningError as error:
            raise fail(str(error)) from None
        except ImportError:
            raise fail(
                "Learning needs scikit-learn; install it with: pip install 'deputy-hotline[learn]'"
            ) from None
    lexicon_writing.write(after, out, base or SHIPPED)
    changed = sum(1 for _ in lexicon_writing.differences(before, after))
    Console().print(f"{out}: {len(after.texts)} keywords, {changed} of them new, gone or reweighed.")


@app.command()
def diff(
    before: Annotated[Path, typer.Argument(exists=True)],
    after: Annotated[Path, typer.Argument(exists=True)],
    at_least: Annotated[float, typer.Option(help="Leave out keywords that moved by less.")] = 0.1,
    limit: Annotated[int, typer.Option(min=1, help="How many to show.")] = 50,
) -> None:
    """Show which keywords two lexicons weigh otherwise, those that moved most first."""
    with problems_shown():
        found = list(lexicon_writing.differences(load(before), load(after), at_least))
    table = Table("keyword", "from", "before", "after", title=f"{len(found)} keywords differ")
    for one in found[:limit]:
        table.add_row(one.text, one.source, _weights(one.before), _weights(one.after))
    Console().print(table)


@app.command("review")
def review_corrections(
    corrections: Annotated[
        Path, typer.Argument(help="Corrected cases: CSV with the columns topic, detail, label.", exists=True)
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the lexicon with what you agreed to.")
    ] = None,
    base: Base = None,
    yes: Annotated[bool, typer.Option("--yes", help="Agree to every proposal.")] = False,
) -> None:
    """Show what corrected cases would change, with the effect on them; apply only what you agree to."""
    read_rows(corrections, "topic", "label")
    messages = read_messages([corrections])
    with problems_shown():
        lexicon = load(base)
        proposals = review.proposals(messages, lexicon)
    agreed = [proposal for proposal in proposals if _shown(proposal) and (yes or typer.confirm("Apply?"))]
    if not agreed:
        Console().print("Nothing to apply.")
    elif out is None:
        Console().print("Nothing written: give --out to keep what you agreed to.")
    else:
        _save(review.applied(lexicon, agreed), out, base or SHIPPED)


def _shown(proposal: review.Proposal) -> bool:
    effect = f"rights {proposal.mended} of {proposal.cases} corrected cases, breaks {proposal.broken}"
    Console().print(f"{proposal.text}: {_weights(proposal.weights)}; {effect}", markup=False)
    return True


def _save(lexicon: Lexicon, out: Path, base: Path) -> None:
    lexicon_writing.write(lexicon, out, base)
    Console().print(f"{out}: written.")


def _weights(weights: object) -> str:
    if not isinstance(weights, dict) or not weights:
        return "—"
    return ", ".join(
        f"{name} {weight:+.2f}" for name, weight in sorted(weights.items(), key=lambda i: -abs(i[1]))
    )
