"""Archives of files (ZIP, TAR): boxes, whose members are read as if they lay in a folder."""

from vnadmin_nlp.ingest.containers.select_members import Choice
from vnadmin_nlp.ingest.containers.unpack import (
    Limits,
    Trouble,
    Unpacked,
    box_of,
    count,
    not_there,
    opened,
    unpack,
)

__all__ = [
    "Choice",
    "Limits",
    "Trouble",
    "Unpacked",
    "box_of",
    "count",
    "not_there",
    "opened",
    "unpack",
]
