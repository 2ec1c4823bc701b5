"""What one process counts while it works. No meter knows a person, a case number or a word that was said."""

import time

from bot.metrics import Histogram, Metric, counter, gauge

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Meters:
    """The meters of one process; each is a plain number in memory."""

    def __init__(self) -> None:
        self.received = counter("hotline_updates_received_total", "Updates kept in the inbox.")
        self.handled = counter("hotline_updates_handled_total", "Updates that took effect.")
        self.refused = counter("hotline_updates_refused_total", "Updates that were answered with a refusal.")
        self.failed = counter("hotline_updates_failed_total", "Attempts at an update that failed.")
        self.parked = counter("hotline_updates_parked_total", "Updates set aside after the last attempt.")
        self.sent = counter("hotline_notices_sent_total", "Notices that reached Telegram.")
        self.postponed = counter("hotline_notices_postponed_total", "Notices put off after an error.")
        self.not_sent = counter("hotline_notices_failed_total", "Notices set aside for good.")
        self.unreachable = counter("hotline_notices_unreachable_total", "Notices to who has blocked the bot.")
        self.sending = Histogram("hotline_send_seconds", "Duration of calls that send.", _SECONDS)
        self.transactions = Histogram(
            "hotline_transaction_seconds", "Duration of writing transactions, waiting included.", _SECONDS
        )
        self.tick_success = gauge(
            "hotline_tick_last_success_timestamp_seconds", "When a tick succeeded last.", "tick"
        )
        self.tick_failures = counter("hotline_tick_failures_total", "Ticks that failed.", "tick")
        self.is_polling = gauge("hotline_is_polling", "1 in the process that asks Telegram for updates.")
        self.started = gauge("hotline_start_timestamp_seconds", "When this process started.")
        self.started.set(time.time())

    def all(self) -> list[Metric | Histogram]:
        """Every meter there is, in the order in which they are told."""
        return list(vars(self).values())
