"""From which confidence papers are filed without a person here, category by category."""

from dataclasses import replace

from dossiers.filing import filing_thresholds
from dossiers.promise import Threshold
from services import sampling
from services.workplace import Workplace


def thresholds(place: Workplace) -> tuple[Threshold, ...]:
    """The thresholds in force, tightened where the sample asks for it, with the calibration papers behind them.

    MissingPartError where the filing model cannot be used.
    """
    with place.database.read() as tx:
        options = replace(place.rules.filing, tightening=sampling.tightening(tx))
    return filing_thresholds(place.filing_model(), options)
