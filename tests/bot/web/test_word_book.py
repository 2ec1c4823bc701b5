"""The lexicon at the desk: a sentence is tried, a word's effect is seen before it counts."""

import pytest

from storage.queries import lexicon
from storage.tables import AgreedKeyword, Case, LexiconProposal
from tests.support.bench import Bench, Member
from tests.support.desk import Browser

ODD = "村里的噶啦桩子歪了"


async def misread(bench: Bench, member: Member, count: int = 3) -> None:
    """Corrected cases with a word that the lexicon does not know."""
    for _ in range(count):
        case = await bench.case_of(member)
        async with bench.process.unit_of_work() as work:
            row = await work.session.get_one(Case, (work.station_id, case.id))
            row.text, row.category, row.has_chosen_category = ODD, "科技与信息产业", True


async def agreed(bench: Bench) -> list[AgreedKeyword]:
    async with bench.process.reading() as work:
        return await lexicon.agreed(work.session, work.station_id)


async def test_a_sentence_is_tried_and_nothing_is_kept(bench: Bench, desk: Browser) -> None:
    page = (await desk.get("/words?sentence=村口的路坏了，下雨没法走")).text
    assert "交通运输" in page
    assert "把握" in page
    danger = (await desk.get("/words?sentence=我家着火了，快来人")).text
    assert "119" in danger
    async with bench.process.reading() as work:
        assert await lexicon.cases_with(work.session, work.station_id, "着火") == []


async def test_a_word_s_effect_is_seen_before_it_counts(bench: Bench, wang: Member, desk: Browser) -> None:
    await misread(bench, wang)
    page = (await desk.get("/words?word=噶啦桩子&category=科技与信息产业&strength=2")).text
    assert "有 3 件提到它：3 件会改对，0 件会改错" in page
    assert await agreed(bench) == []


async def test_a_word_that_is_added_counts_at_once(bench: Bench, wang: Member, desk: Browser) -> None:
    await misread(bench, wang, 1)
    await desk.get("/words")
    answer = await desk.post("/words/add", word="噶啦桩子", category="科技与信息产业", strength="2")
    assert "添好了" in (await desk.get(answer.headers["location"])).text
    [row] = await agreed(bench)
    assert (row.text, row.weight) == ("噶啦桩子", 2.4)
    assert bench.process.knowledge.current.classifier.classify(ODD).category == "科技与信息产业"
    answer = await desk.post("/words/out", word="噶啦桩子")
    assert "去掉了" in (await desk.get(answer.headers["location"])).text
    assert await agreed(bench) == []


@pytest.mark.parametrize(
    ("word", "category", "strength"),
    [("路", "交通运输", "1"), ("abc", "交通运输", "1"), ("噶啦", "没有的类", "1"), ("噶啦", "交通运输", "9")],
)
async def test_what_is_no_word_is_refused_in_words(
    bench: Bench, desk: Browser, word: str, category: str, strength: str
) -> None:
    await desk.get("/words")
    answer = await desk.post("/words/add", word=word, category=category, strength=strength)
    assert answer.status_code == 422
    assert await agreed(bench) == []
    if strength == "1":
        looked = await desk.get("/words", params={"word": word, "category": category})
        assert looked.status_code == 422


async def test_proposals_are_decided_here_too(bench: Bench, desk: Browser) -> None:
    async with bench.process.unit_of_work() as work:
        rows = [
            LexiconProposal(
                station_id=work.station_id,
                text=text,
                category="交通运输",
                weights={"交通运输": 1.2},
                cases=5,
                mended=4,
                broken=0,
                proposed_at=work.now,
            )
            for text in ("噶啦", "桩子")
        ]
        work.session.add_all(rows)
    page = (await desk.get("/words")).text
    assert "（2 个）" in page
    await desk.post(f"/words/{rows[0].id}/agree")
    await desk.post(f"/words/{rows[1].id}/off")
    assert [row.text for row in await agreed(bench)] == ["噶啦"]
    assert "现在没有" in (await desk.get("/words")).text
