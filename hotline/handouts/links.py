"""The links behind QR codes: they open the bot on a constituency, on a deputy, or at its beginning."""

import io

from hotline.homes import CONSTITUENCY_CARD, DEPUTY_CARD

_BOT = "https://t.me/{username}"
# Pixels to a module: enough for a poster of A4 without blurred edges.
_SCALE = 12


def bot_link(username: str) -> str:
    """The bot, without any choice."""
    return _BOT.format(username=username)


def constituency_link(username: str, code: str) -> str:
    """The bot, with the villages of this constituency to choose a home from."""
    return f"{bot_link(username)}?start={CONSTITUENCY_CARD}{code}"


def deputy_link(username: str, code: str) -> str:
    """The bot, with the next case for this deputy."""
    return f"{bot_link(username)}?start={DEPUTY_CARD}{code}"


def qr_picture(link: str) -> bytes:
    """A QR code as PNG with its quiet zone; it still reads when a seventh of it is dirty or worn off."""
    import segno

    buffer = io.BytesIO()
    segno.make_qr(link, error="m").save(buffer, kind="png", scale=_SCALE, border=4)
    return buffer.getvalue()
