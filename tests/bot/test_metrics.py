"""Prometheus' text format: read back by the rules of the format, whatever a label holds."""

import re

import pytest

from bot.meters import Meters
from bot.metrics import Histogram, counter, gauge, text_of

SAMPLE = re.compile(r'([a-z_:][a-z0-9_:]*)(?:\{([a-z_]+)="((?:[^"\\\n]|\\["\\n])*)"\})? (\S+)')


def parsed(text: str) -> dict[tuple[str, str], float]:
    """Samples by name and label value. Raises ValueError for a line that is none."""
    found: dict[tuple[str, str], float] = {}
    for line in text.splitlines():
        if re.fullmatch(r"# (HELP|TYPE) [a-z_]+ .+", line):
            continue
        sample = SAMPLE.fullmatch(line)
        if sample is None:
            raise ValueError(line)
        name, _, label, value = sample.groups()
        found[name, label or ""] = float(value)
    return found


def test_counters_begin_at_nothing_and_grow() -> None:
    made = counter("things_total", "Things.")
    assert text_of([made]) == "# HELP things_total Things.\n# TYPE things_total counter\nthings_total 0.0\n"
    made.add()
    made.add(2)
    assert parsed(text_of([made])) == {("things_total", ""): 3}


def test_a_gauge_has_a_value_for_each_label() -> None:
    made = gauge("open", "Open ones.", "state")
    assert parsed(text_of([made])) == {}
    made.set(3, "assigned")
    made.set(True, "replied")
    made.set(1, "assigned")
    assert parsed(text_of([made])) == {("open", "assigned"): 1, ("open", "replied"): 1}


@pytest.mark.parametrize("label", ['a"b', "a\\b", "a\nb", '\\"', "村", ""])
def test_whatever_a_label_holds_stays_one_sample(label: str) -> None:
    made = gauge("open", "Open ones.", "state")
    made.set(1, label)
    ((_, written),) = parsed(text_of([made]))
    back = re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), written)
    assert back == label


def test_each_bound_of_a_histogram_counts_what_took_no_longer() -> None:
    made = Histogram("took_seconds", "Took.", (0.1, 1.0))
    for seconds in (0.05, 0.1, 0.5, 7.0):
        made.observe(seconds)
    samples = parsed(text_of([made]))
    buckets = {label: value for (name, label), value in samples.items() if name == "took_seconds_bucket"}
    assert buckets == {"0.1": 2, "1.0": 3, "+Inf": 4}
    assert samples["took_seconds_count", ""] == 4
    assert samples["took_seconds_sum", ""] == pytest.approx(7.65)


def test_every_meter_has_a_name_of_its_own_and_the_prefix() -> None:
    names = [meter.name for meter in Meters().all()]
    assert len(set(names)) == len(names) > 10
    assert all(name.startswith("hotline_") for name in names)
    assert parsed(text_of(Meters().all()))["hotline_updates_received_total", ""] == 0
