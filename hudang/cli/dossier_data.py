"""Dossiers as plain data for programs."""

from dataclasses import asdict
from typing import Any

from domain.household import KindFact
from domain.taxonomy import Taxonomy
from services.volumes import DossierShown, ListedDossier, Paper


def listed(each: ListedDossier) -> dict[str, Any]:
    """A line of the list; `needed` and `have` are null where its estate uses no list."""
    row = each.row
    return {
        "dossier": row.id,
        "estate": row.estate,
        "unit": str(row.unit),
        "owners": list(row.owners),
        "kinds": sorted(row.kinds),
        "documents": row.documents,
        "closed": row.closed,
        "retain_until": row.retain_until,
        "needed": row.needed if row.held else None,
        "have": row.have if row.held else None,
        "missing": list(each.missing),
    }


def kind(fact: KindFact) -> dict[str, Any]:
    """Whether a kind of household holds, and by what."""
    return {"kind": fact.kind, "holds": fact.holds, "source": fact.source}


def shown(found: DossierShown, taxonomy: Taxonomy) -> dict[str, Any]:
    """One dossier whole; `required` is null where its estate uses no list."""
    volume = found.volume
    return {
        "dossier": volume.id,
        "estate": volume.estate,
        "unit": str(volume.unit),
        "owners": list(volume.tenure.owners),
        "tenants": list(volume.tenure.tenants),
        "from": volume.tenure.start,
        "to": volume.tenure.end,
        "closed": volume.closed,
        "retain_until": volume.retain_until,
        "dossiers_of_unit": _standings(found),
        "kinds": [kind(fact) for fact in found.ticked.kinds],
        "documents": [_paper(paper, taxonomy) for _, group in found.shelf for paper in group],
        "required": _required(found),
        "findings": [{"kind": f.kind, "severity": f.severity, "detail": f.detail, "status": f.status} for f in found.findings],
        "history": [{k: v for k, v in asdict(each).items() if v not in ("", None, 0)} for each in found.history],
    }


def _standings(found: DossierShown) -> list[dict[str, Any]]:
    return [
        {
            "dossier": each.volume.id if each.volume else None,
            "owners": list(each.tenure.owners),
            "from": each.tenure.start,
            "to": each.tenure.end,
            "closed": each.volume.closed if each.volume else None,
            "retain_until": each.volume.retain_until if each.volume else None,
        }
        for each in found.standings
    ]


def _paper(paper: Paper, taxonomy: Taxonomy) -> dict[str, Any]:
    row, place = paper.row, paper.place
    return {
        "document": row.id,
        "archive_no": row.archive_no,
        "doc_type": row.doc_type,
        "title": row.title or taxonomy.name_of(row.doc_type),
        "date": row.date,
        "pages": row.pages,
        "box": place.box if place else None,
        "cabinet": place.cabinet if place else None,
        "shelf": place.shelf if place else None,
        "late": paper.late,
    }


def _required(found: DossierShown) -> dict[str, Any] | None:
    version = found.version
    if version is None:
        return None
    needed = [line.tick for line in found.lines if line.tick.needed]
    return {
        "name": version.required.name,
        "version": version.required.version,
        "revision": version.revision,
        "completeness": round(found.completeness, 4),
        "needed": len(needed),
        "have": sum(each.ticked for each in needed),
        "missing": list(found.ticked.missing),
        "items": [
            {"name": t.item.name, "ticked": t.ticked, "applies": t.applies, "optional": t.item.optional, "documents": t.count}
            for t in found.ticked.ticks
        ],
    }
