# SPDX-License-Identifier: Apache-2.0
"""The Python Record Linkage Toolkit, by its two guides (README.md).

A block on one column, comparisons that say 0 or 1 at a threshold, and a pair matches when more than half
of the columns agree: the guide's "more than 3 of 6".  Febrl is the guide itself.
"""

import recordlinkage as rl
from common import ID, components, finish, task
from recordlinkage.preprocessing import clean

# Block; then column and method: exact, or a similarity with the guide's threshold 0.85.
SHAPES: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "febrl": ("given_name", [
        ("given_name", "exact"), ("surname", "jarowinkler"), ("date_of_birth", "exact"), ("suburb", "exact"),
        ("state", "exact"), ("address_1", "levenshtein")]),
    "fake": ("first_name", [
        ("first_name", "exact"), ("surname", "jarowinkler"), ("dob", "exact"), ("city", "exact"),
        ("email", "levenshtein")]),
    "papers": ("year", [
        ("year", "exact"), ("title", "jarowinkler"), ("authors", "levenshtein")]),
    "centres": ("Site name", [
        ("Site name", "jarowinkler"), ("Address", "levenshtein"), ("Zip", "exact"), ("Phone", "exact")]),
    "customers": ("氏名", [
        ("氏名", "exact"), ("フリガナ", "jarowinkler"), ("生年月日", "exact"), ("郵便番号", "exact"),
        ("電話番号", "exact"), ("住所", "levenshtein")]),
}


def main() -> None:
    work = task()
    block, columns = SHAPES[work.shape]
    frames = [frame.set_index(ID) for frame in work.frames()]
    if work.shape in ("papers", "centres"):  # the others are clean, as the guide's Febrl is
        for frame in frames:
            for name, _ in columns:
                frame[name] = clean(frame[name]).replace("", None)
    indexer = rl.Index()
    indexer.block(block)
    compare = rl.Compare()
    for name, method in columns:
        if method == "exact":
            compare.exact(name, name, label=name)
        else:
            compare.string(name, name, method=method, threshold=0.85, label=name)
    features = compare.compute(indexer.index(*frames), *frames)
    matches = features[features.sum(axis=1) > len(columns) / 2].index
    if len(frames) > 1:
        matches = rl.OneToOneLinking().compute(matches)
    ids = [name for frame in frames for name in frame.index]
    finish(work, components(ids, matches))


if __name__ == "__main__":
    main()
