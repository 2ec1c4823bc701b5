"""The same small township as the duty record's."""

from tests.hotline.duty.conftest import township

__all__ = ["township"]
