"""A local Telegram: a Bot API server for one bot, and the people who talk to it."""

from bot.simulator.client import Group, People
from bot.simulator.faults import Fault
from bot.simulator.front import ClockStep, Front, plain_steps
from bot.simulator.limits import Limits
from bot.simulator.person import Person
from bot.simulator.photos import landscape, plain_picture
from bot.simulator.seen import SeenMessage
from bot.simulator.server import Server, run, serve
from bot.simulator.simulator import DEFAULT_TOKEN, Simulator
from bot.simulator.webhook import Backoff
from bot.simulator.wire import NotAnsweredError, NothingCameError, SimulatorError

__all__ = [
    "DEFAULT_TOKEN",
    "Backoff",
    "ClockStep",
    "Fault",
    "Front",
    "Group",
    "Limits",
    "NotAnsweredError",
    "NothingCameError",
    "People",
    "Person",
    "SeenMessage",
    "Server",
    "Simulator",
    "SimulatorError",
    "landscape",
    "plain_picture",
    "plain_steps",
    "run",
    "serve",
]
