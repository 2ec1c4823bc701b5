"""听写: the liaison writes down what is said in a voice message; the deputy gets the words, not the voice."""

from hotline import notices
from hotline.casebook import Ref, open_case, open_filed
from hotline.dispatch import tell_deputy
from hotline.errors import TextMissing
from hotline.hearing import heed_names
from hotline.history import record
from hotline.material import Material, add_entry
from hotline.permissions import Act, Actor
from hotline.work import Work
from storage.tables import Case


async def prepare(work: Work, actor: Actor, ref: Ref) -> Case:
    """Open a case whose voice is about to be written down."""
    return (await open_case(work, actor, Act.TRANSCRIBE, ref)).case


async def transcribe(work: Work, actor: Actor, ref: Ref, words: str) -> Case:
    """Keep the words in the case and pass them on; a case told by voice alone has them as its text."""
    opened = await open_filed(work, actor, Act.TRANSCRIBE, ref)
    case = opened.case
    if not words.strip():
        raise TextMissing("transcript")
    entry = await add_entry(work, case, actor.person_id, opened.role, "transcript", Material(text=words))
    case.text = case.text or entry.text
    await record(work, case, "transcribed", actor, opened.role, text=entry.text)
    await heed_names(work, opened, entry.text)
    await tell_deputy(work, case, "unnamed.transcript", entry=entry.id)
    await notices.tell(work, case.constituent_id, "unnamed.written_down", case)
    return case
