"""To which row what is sealed in transit is bound: whoever seals, opens or seals anew has to agree."""


def of_update(update_id: int) -> str:
    return f"update:{update_id}"


def of_call(outgoing_id: int) -> str:
    """A frozen Telegram call."""
    return f"outgoing:{outgoing_id}"


def of_picture(photo_id: int) -> str:
    """A picture of an activity."""
    return f"activity_photo:{photo_id}"


def of_farewell(person_id: int) -> str:
    """The address for the last word to somebody erased."""
    return f"farewell:{person_id}"
