"""What the tests of the rules share."""

import pytest

from hotline.classification import Classifier
from hotline.lexicon import load


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    """The shipped lexicon's classifier; building one takes most of a second."""
    return Classifier(load(), ["果园村", "学校路"])
