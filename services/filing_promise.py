"""From which confidence papers are filed without a person here, category by category."""

from dossiers.filing import filing_thresholds
from dossiers.promise import Threshold
from services.workplace import Workplace


def thresholds(place: Workplace) -> tuple[Threshold, ...]:
    """The thresholds in force, with the calibration papers behind them; MissingPartError where the filing model cannot be used."""
    return filing_thresholds(place.filing_model(), place.rules.filing)
