# SPDX-License-Identifier: Apache-2.0
"""What every peer needs: the files in, clusters out.

    X_peer.py SHAPE OUT.csv TRUTH.csv FILE [FILE]

SHAPE says which of the documented configurations applies (person, customer, …).  A file's first column
is record_id; what tells the truth has been left out.  TRUTH is for simulated labels alone and is read by
none but the peer that needs labels.  The last line of the output is a JSON object: labels used, a note.
"""

import csv
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

ID = "record_id"


@dataclass
class Task:
    shape: str
    out: str
    truth: str
    files: list[str]

    def frames(self) -> list[pd.DataFrame]:
        """Everything as text; an empty cell is a missing value."""
        return [pd.read_csv(path, dtype=str, keep_default_na=False).replace("", None) for path in self.files]

    def truth_of(self) -> dict[str, str]:
        with open(self.truth, newline="", encoding="utf-8") as file:
            return {row[0]: row[1] for row in csv.reader(file)}


def task() -> Task:
    shape, out, truth, *files = sys.argv[1:]
    return Task(shape, out, truth, files)


def components(ids: Iterable[str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Connected components: what the pairs imply by transitivity."""
    parent = {name: name for name in ids}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for left, right in pairs:
        parent[root(left)] = root(right)
    return {name: root(name) for name in parent}


def finish(work: Task, clusters: dict[str, str], labels: int = 0, note: str = "") -> None:
    with open(work.out, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([ID, "cluster_id"])
        writer.writerows(clusters.items())
    print(json.dumps({"labels": labels, "note": note}))
