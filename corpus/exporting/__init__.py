"""A release in the formats of other tools: each is a view, made from the release alone, the same every time."""

from corpus.exporting.export import FORMATS, Exported, export_release
from corpus.exporting.formatting import ExportOptions

__all__ = ["FORMATS", "ExportOptions", "Exported", "export_release"]
