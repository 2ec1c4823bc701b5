"""Whether what happened still stands as it was written: chains of events, and the anchor of each day."""

from hotline.audit.anchors import ANCHORED, anchor_days, last_anchor
from hotline.audit.chains import Fault, Finding, faults_of
from hotline.audit.verifying import Report, verify

__all__ = ["ANCHORED", "Fault", "Finding", "Report", "anchor_days", "faults_of", "last_anchor", "verify"]
