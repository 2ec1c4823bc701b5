"""Categories of villagers' messages, and how a result explains itself."""

import tomllib
from pathlib import Path

import pytest

from hotline.classification import Classifier
from hotline.keywords import Keyword, Lexicon, Source, Topic

SENTENCES = Path(__file__).parent / "sentences"
UNLABELLED = tomllib.loads((SENTENCES / "without_labelled_data.toml").read_text(encoding="utf-8"))
STORIES = tomllib.loads((SENTENCES / "origin_stories.toml").read_text(encoding="utf-8"))["story"]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story["name"])
def test_the_origin_stories_get_their_category(classifier: Classifier, story: dict[str, str]) -> None:
    result = classifier.classify(story["text"])
    assert result.category == story["category"], result
    assert story.get("runner_up") in (None, result.runners_up[0][0]), result


def test_of_the_categories_without_labelled_data_85_percent_are_right(classifier: Classifier) -> None:
    asked = [(category, text) for category, texts in UNLABELLED.items() for text in texts]
    right = sum(classifier.classify(text).category == category for category, text in asked)
    assert right / len(asked) >= 0.85


@pytest.mark.parametrize("category", UNLABELLED)
def test_no_category_without_labelled_data_is_left_behind(classifier: Classifier, category: str) -> None:
    texts = UNLABELLED[category]
    right = sum(classifier.classify(text).category == category for text in texts)
    assert right / len(texts) >= 0.75


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("自来水停了三天，物业也不管", "城乡建设"),
        ("老板拖欠我们的工资半年了", "劳动和社会保障"),
        ("学校放假还组织补课，一科收三百", "教育文体"),
        ("夜里打桩噪音太大，老人睡不着", "环境保护"),
        ("卫生院的医生开错了药", "卫生计生"),
        ("电梯老是坏，上个月还把人关在里头", "商贸旅游"),
        ("快递到镇上不送，取件还要加钱", "交通运输"),
        ("關於村裡自來水（shuǐ）停水的問題", "城乡建设"),
    ],
)
def test_everyday_messages(classifier: Classifier, text: str, category: str) -> None:
    assert classifier.classify(text).category == category


def test_who_is_greeted_does_not_decide(classifier: Classifier) -> None:
    assert (
        classifier.classify("尊敬的交通局领导：我们学校的老师发不出工资，学生没人教").category != "交通运输"
    )


def test_a_place_name_does_not_decide(classifier: Classifier) -> None:
    assert "果园" not in [word.text for word in classifier.classify("果园村夜里没有路灯").words]


def test_the_words_that_decided_are_in_the_text(classifier: Classifier) -> None:
    result = classifier.classify("村里的水塔坏了，吃水要去河边挑")
    assert result.words
    assert all(word.text in "村里的水塔坏了,吃水要去河边挑" for word in result.words)
    assert sum(word.share for word in result.words) <= 1 + 1e-9


def test_confidence_and_runners_up_are_probabilities(classifier: Classifier) -> None:
    result = classifier.classify("街上的垃圾没人清")
    assert 0 < result.confidence <= 1
    assert all(chance <= result.confidence for _, chance in result.runners_up)


@pytest.mark.parametrize("text", ["", " ", "😀", "???", "qwerty"])
def test_without_a_keyword_nothing_is_guessed(classifier: Classifier, text: str) -> None:
    result = classifier.classify(text)
    assert (result.category, result.confidence, result.words) == (None, 0.0, ())


@pytest.mark.parametrize("text", ["快来人", "你们到底管不管", "什么时候能办"])
def test_without_a_telling_word_low_confidence_is_said(classifier: Classifier, text: str) -> None:
    assert classifier.classify(text).confidence < 0.5


@pytest.mark.parametrize("text", ["张家庄", "李家湾", "村里", "我们学", "校", "坏了"])
def test_single_learned_characters_lean_but_do_not_decide(classifier: Classifier, text: str) -> None:
    assert classifier.classify(text).confidence < 0.5


def test_the_answer_can_be_restricted(classifier: Classifier) -> None:
    among = {"教育文体", "卫生计生"}
    assert classifier.classify("自来水停了三天", among=among).category in among


def test_long_messages_are_no_surer_for_their_length(classifier: Classifier) -> None:
    short = "村里的路灯坏了没人修。"
    assert classifier.classify(short * 300).confidence == pytest.approx(
        classifier.classify(short).confidence, abs=0.15
    )


def test_a_correction_outweighs_what_stood_before() -> None:
    hand = (Topic("路", "村路", None, ("水沟",)), Topic("水", "饮水", None, ("水井",)))
    corrected = (Keyword("水沟", {"水": 3.0}, Source.CORRECTED),)
    assert Classifier(Lexicon(("路", "水"), hand)).classify("水沟堵了").category == "路"
    assert Classifier(Lexicon(("路", "水"), hand, corrected)).classify("水沟堵了").category == "水"


def test_a_topic_is_named_with_the_category(classifier: Classifier) -> None:
    assert classifier.classify("菜卖不出去，烂在地里").topic == "农产品销售"


def test_many_at_once_get_what_they_get_one_by_one(classifier: Classifier) -> None:
    messages = [("路坏了", "村里的路坏了半年"), ("", ""), ("", "自来水停了三天。物业不管"), ("😀", "")] * 40
    results = classifier.classify_all(messages)
    assert len(results) == 160
    assert results[:4] == [classifier.classify(text, title=title) for title, text in messages[:4]]
    assert results[-4:] == results[:4]
    assert classifier.classify_all([]) == []
