"""Typed identifiers: what crosses a room or the broker is an id, never a row or pixels."""

from typing import NewType

BatchId = NewType("BatchId", int)
ScanId = NewType("ScanId", int)
GroupId = NewType("GroupId", int)
PageId = NewType("PageId", int)
DocumentId = NewType("DocumentId", int)
DossierId = NewType("DossierId", int)
UnitId = NewType("UnitId", int)
TenureId = NewType("TenureId", int)
JobId = NewType("JobId", int)
DrawId = NewType("DrawId", int)
NoticeId = NewType("NoticeId", int)
ArrangementId = NewType("ArrangementId", int)
Sha256 = NewType("Sha256", str)
"""Lower-case hexadecimal SHA-256 of a stored object, 64 characters."""
