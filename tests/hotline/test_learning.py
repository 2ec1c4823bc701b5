"""Learning from labelled messages, and reviewing corrections."""

import pytest

from hotline.classification import Classifier
from hotline.evaluation import classify_all, evaluate
from hotline.keywords import Keyword, Lexicon, Source, Topic
from hotline.learning import LearningError, Message, folds, learn
from hotline.review import applied, proposals

BASE = Lexicon(
    ("路", "水", "林"),
    (
        Topic("路", "村路", None, ("修路", "土路")),
        Topic("水", "饮水", None, ("水井",)),
        Topic("林", "树", None, ("砍树",)),
    ),
    (Keyword("水渠", {"水": 0.5}, Source.CORRECTED),),
    lean={"林": -0.7},
)
MESSAGES = [
    Message(f"{start}{what}", f"{what}，请{end}", label)
    for start in ("请问", "反映", "盼望")
    for end in ("帮忙解决", "领导过问")
    for what, label in (
        ("修路的事汽车陷进去了", "路"),
        ("水井干了喝不上", "水"),
        ("大桥塌了汽车过不去", "路"),
    )
]


@pytest.fixture(scope="module")
def learned() -> Lexicon:
    pytest.importorskip("sklearn")
    return learn(MESSAGES, BASE)


def test_learned_keywords_tell_categories_apart(learned: Lexicon) -> None:
    assert Classifier(learned).classify("汽车过不去").category == "路"


def test_what_was_written_by_hand_and_corrected_stays(learned: Lexicon) -> None:
    assert [topic.strong for topic in learned.topics] == [topic.strong for topic in BASE.topics]
    assert [one for one in learned.keywords if one.source is Source.CORRECTED] == list(BASE.keywords)


def test_a_category_without_messages_keeps_its_weight(learned: Lexicon) -> None:
    assert Classifier(learned).classify("有人砍树").category == "林"


def test_an_unseen_keyword_speaks_like_its_topic(learned: Lexicon) -> None:
    assert Classifier(learned).classify("土路").category == "路"


def test_learned_words_are_held_by_five_messages(learned: Lexicon) -> None:
    origin = learned.texts
    counts = [one.messages for one in learned.keywords if origin[one.text] is Source.LEARNED]
    assert min(counts) >= 5


@pytest.mark.parametrize("labels", [("桥", "水"), ("水", "水")])
def test_labels_that_teach_nothing_are_refused(labels: tuple[str, str]) -> None:
    with pytest.raises(LearningError):
        learn([Message("水", "", label) for label in labels], BASE)


def test_a_title_never_stands_on_both_sides_of_a_fold() -> None:
    messages = [Message(f"题{n % 30}", "x" * (n % 3), "路") for n in range(90)]
    parts = folds(messages)
    assert sorted(index for part in parts for index in part) == list(range(90))
    titles = [{messages[index].title for index in part} for part in parts]
    assert sum(map(len, titles)) == 30


def test_an_evaluation_counts_what_is_not_found_as_wrong() -> None:
    outcomes = classify_all([Message("修路", "", "路"), Message("不知道", "", "水")], Classifier(BASE))
    result = evaluate(outcomes, seconds=0.5)
    assert (result.accuracy, result.rows, result.rows_per_second) == (0.5, 2, 4)
    assert result.categories["路"].f1 == 1
    assert result.macro_f1 == 0.5


def test_a_review_proposes_what_rights_corrected_cases() -> None:
    corrected = [Message("水井旁边的路面坑洼", "", "路"), Message("水井前头路面破了", "", "路")]
    found = proposals(corrected, BASE)
    assert any(one.text == "路面" and one.mended for one in found)
    after = Classifier(applied(BASE, [one for one in found if one.text == "路面"] * 4))
    assert after.classify("水井旁边的路面坑洼").category == "路"


def test_a_review_of_what_was_right_proposes_nothing() -> None:
    assert proposals([Message("修路", "", "路")], BASE) == []
