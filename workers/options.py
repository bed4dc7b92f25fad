"""How the workers of a home run."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerOptions:
    """How workers run. `broker_url` "" is the embedded form; `memory_mib` is the resident size after which a worker is replaced."""

    broker_url: str
    slots: int
    job_seconds: float
    memory_mib: int
    jobs_per_process: int

    @property
    def embedded(self) -> bool:
        """True without a broker."""
        return not self.broker_url
