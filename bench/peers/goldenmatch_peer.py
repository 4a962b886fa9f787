# SPDX-License-Identifier: Apache-2.0
"""goldenmatch without any configuration, which is how its own documentation begins and boasts.

One file is deduplicated, two are matched.  The column that names the record is taken out beforehand: a
number that says nothing.  What the automatic configuration chose goes into the log.
"""

import sys

import goldenmatch as gm
import pyarrow as pa
from common import ID, components, finish, task


def main() -> None:
    work = task()
    frames = work.frames()
    ids = [name for frame in frames for name in frame[ID]]
    tables = [pa.Table.from_pandas(frame.drop(columns=ID), preserve_index=False) for frame in frames]
    if len(tables) == 1:
        result = gm.dedupe_df(tables[0])
        groups = [group["members"] for group in result.clusters.values()]
        pairs = [(ids[group[0]], ids[other]) for group in groups for other in group[1:]]
        print(result.config, file=sys.stderr)
    else:
        matched = gm.match_df(*tables).matched
        rows = matched.to_pylist() if matched is not None else []
        print(rows[:1], file=sys.stderr)
        pairs = [(ids[row["__target_row_id__"]], ids[row["__ref_row_id__"]]) for row in rows]
    finish(work, components(ids, pairs))


if __name__ == "__main__":
    main()
