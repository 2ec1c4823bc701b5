"""Telegram's HTML becomes text and entities, or is refused as Telegram refuses it."""

import pytest

from bot.simulator.errors import ApiError
from bot.simulator.html_text import parse_html

Spans = list[tuple[str, int, int]]


@pytest.mark.parametrize(
    ("source", "text", "spans"),
    [
        ("路坏了", "路坏了", []),
        ("<b>编号</b> 0123", "编号 0123", [("bold", 0, 2)]),
        ("<strong>a</strong><em>b</em>", "ab", [("bold", 0, 1), ("italic", 1, 1)]),
        ("<i>a</i><u>b</u><ins>c</ins>", "abc", [("italic", 0, 1), ("underline", 1, 1), ("underline", 2, 1)]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", n, 1) for n in range(3)]),
        ("<code>x</code>", "x", [("code", 0, 1)]),
        ("<pre>x\ny</pre>", "x\ny", [("pre", 0, 3)]),
        ("<tg-spoiler>x</tg-spoiler>", "x", [("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ("<blockquote>x</blockquote>", "x", [("blockquote", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("😀<b>好</b>", "😀好", [("bold", 2, 1)]),  # an emoji counts as two UTF-16 units
        ("&lt;b&gt; &amp; &quot;&#33;&#x21;", '<b> & "!!', []),
        ("&nbsp; & &#0;", "&nbsp; & &#0;", []),  # Telegram knows four names only
        ("<B>x</B>", "x", [("bold", 0, 1)]),
        ("<b>x</>", "x", [("bold", 0, 1)]),
        ("<b></b>x", "x", []),
        ("<code><b>x</b></code>", "x", [("code", 0, 1)]),  # nothing is formatted within code
    ],
)
def test_html_becomes_text_and_entities(source: str, text: str, spans: Spans) -> None:
    parsed, entities = parse_html(source)
    assert parsed == text
    assert [(e["type"], e["offset"], e["length"]) for e in entities] == spans


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        ('<a href="https://example.org/a?b=1&amp;c=2">x</a>', {"type": "text_link", "url": "https://example.org/a?b=1&c=2"}),
        ("<a href='example.org'>x</a>", {"type": "text_link", "url": "http://example.org/"}),
        ('<a href="tg://user?id=42">x</a>', {"type": "text_mention"}),
        ('<pre><code class="language-python">x</code></pre>', {"type": "pre", "language": "python"}),
        ('<tg-emoji emoji-id="5368324170671202286">x</tg-emoji>', {"custom_emoji_id": "5368324170671202286"}),
    ],
)  # fmt: skip
def test_attributes_are_kept_with_the_entity(source: str, entity: dict[str, str]) -> None:
    _, entities = parse_html(source)
    assert len(entities) == 1
    assert entity.items() <= entities[0].items()


def test_a_link_without_an_address_leaves_plain_text() -> None:
    assert parse_html('<a href="nowhere">x</a>') == ("x", [])


@pytest.mark.parametrize(
    ("source", "description"),
    [
        ("<b>x", "Can't find end tag corresponding to start tag \"b\""),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("路<p>", 'Unsupported start tag "p" at byte offset 3'),
        ("3 < 5", 'Unsupported start tag "" at byte offset 2'),
        ("3 <5", "Unclosed start tag at byte offset 2"),
        ("1 <2> 3", 'Unsupported start tag "2" at byte offset 2'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<a href>x</a>",
         'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<a =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
    ],
)  # fmt: skip
def test_broken_html_is_refused_in_telegrams_words(source: str, description: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_html(source)
    assert refused.value.code == 400
    assert refused.value.description == f"Bad Request: can't parse entities: {description}"
