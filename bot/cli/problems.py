"""What an operator can mend, in words that say how."""

import socket
import sqlite3

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import InvalidToken, NetworkError

from bot.backup.container import BackupBroken
from bot.backup.restoring import NotEmpty
from bot.checking import way_out
from bot.leadership import AlreadyRunning
from bot.secrets import SecretMissing
from bot.upgrading import SchemaDiffers
from bot.web.serving import PortTaken
from bot.webhook import WebhookMissing
from hotline.errors import HotlineError, RosterRefused
from hotline.lexicon import LexiconError
from storage.outages import WORDS, Outage, outage_of
from storage.schema import SchemaMismatch, TablesInUse

_PLAIN = (
    SecretMissing,
    LexiconError,
    AlreadyRunning,
    WebhookMissing,
    PortTaken,
    BackupBroken,
    NotEmpty,
    FileExistsError,
    SchemaDiffers,
    TablesInUse,
)


def lines_for(error: Exception) -> list[str] | None:
    """The lines to show; None for a fault of the program, which keeps its traceback."""
    if isinstance(error, _PLAIN):
        return [str(error)]
    if isinstance(error, RosterRefused):
        return error.problems
    if isinstance(error, SchemaMismatch):
        return [f"{error}; {way_out(error)}"]
    if isinstance(error, InvalidToken):
        return ["Telegram does not know this bot token; copy it again from @BotFather"]
    if isinstance(error, NetworkError):
        return [f"Telegram cannot be reached: {error}; check telegram.base_url and the network"]
    # Where nobody listens asyncpg raises the system's own errors.
    if isinstance(error, SQLAlchemyError | sqlite3.Error | ConnectionError | socket.gaierror):
        outage = outage_of(error)
        way = "check database.url" if outage is None or outage is Outage.GONE else WORDS[outage]
        return [f"the database cannot be used: {error.__cause__ or error}; {way}"]
    if isinstance(error, OSError) and error.filename is not None:
        return [f"{error.filename}: {error.strerror}"]
    if isinstance(error, HotlineError):
        return [f"{type(error).__name__}: {vars(error)}"]
    return None
