# SPDX-License-Identifier: Apache-2.0
"""dedupe, with a person's answers simulated from the truth.

Its documentation has the user answer the pairs that it asks about, "at least ten" of each kind, in
console_label.  Here the same pairs (uncertain_pairs) are answered from the truth: LABELS answers, so
fewer only when dedupe has nothing left to ask.  Fields for the Chicago centres are those of its own
csv_example; the other shapes list theirs in the same manner.
"""

import random
import re
import sys

import dedupe
import numpy
from common import ID, Task, components, finish, task
from dedupe import variables

LABELS = 60


def short(*names: str) -> list:
    """Names, places, dates, numbers: text for which no word index is learned, as its documentation advises."""
    return [variables.ShortString(name, has_missing=True) for name in names]


def long(*names: str) -> list:
    return [variables.String(name, has_missing=True) for name in names]


def fields(shape: str, columns: list[str]) -> list:
    if shape == "centres":
        return [*long("Site name", "Address", "Phone"), variables.Exact("Zip", has_missing=True)]
    if shape == "papers":
        return [*long("title", "authors"), *short("venue"), variables.Exact("year", has_missing=True)]
    if shape == "fake":
        return short("first_name", "surname", "dob", "city", "email")
    if shape == "customers":
        return [*short("氏名", "フリガナ", "生年月日", "郵便番号", "電話番号", "メール"), *long("住所")]
    wanted = ("given_name", "surname", "suburb", "postcode", "date_of_birth", "soc_sec_id")
    return [*short(*(name for name in wanted if name in columns)), *long("address_1")]


def cleaned(text: str | None) -> str | None:
    """Blanks, line ends, quotes and case, as the example does it."""
    return re.sub(r"\s+", " ", text).strip().strip("\"'").lower().strip() or None if text else None


def records(work: Task) -> list[dict[str, dict]]:
    return [
        {row[ID]: {name: row[name] if name == ID else cleaned(row[name]) for name in row}
         for row in frame.to_dict("records")}
        for frame in work.frames()]


def label(model: dedupe.Dedupe | dedupe.RecordLink, truth: dict[str, str]) -> tuple[int, int]:
    said = {"match": 0, "distinct": 0}
    while sum(said.values()) < LABELS:
        try:
            pair = model.uncertain_pairs()[0]
        except IndexError:
            break
        left, right = (truth.get(record[ID], record[ID]) for record in pair)
        answer = "match" if left == right else "distinct"
        said[answer] += 1
        model.mark_pairs({"match": [], "distinct": [], answer: [pair]})
    return said["match"], said["distinct"]


def stage(name: str) -> None:
    """What it was doing, should it be stopped."""
    print(name, file=sys.stderr, flush=True)


def main() -> None:
    random.seed(1)
    numpy.random.seed(1)
    work = task()
    data = records(work)
    columns = list(next(iter(data[0].values())))
    model = (dedupe.Dedupe if len(data) == 1 else dedupe.RecordLink)(fields(work.shape, columns))
    stage("preparing to train")
    model.prepare_training(*data)
    stage("asking")
    same, different = label(model, work.truth_of())
    stage(f"training on {same} same and {different} different pairs")
    model.train()
    model.cleanup_training()
    stage("comparing and clustering")
    if len(data) == 1:
        groups = [list(names) for names, _ in model.partition(data[0], threshold=0.5)]
    else:
        groups = [list(found[0]) for found in model.join(*data, threshold=0.5, constraint="one-to-one")]
    pairs = [(group[0], other) for group in groups for other in group[1:]]
    ids = [name for part in data for name in part]
    finish(work, components(ids, pairs), same + different, f"{same} same, {different} different")


if __name__ == "__main__":
    main()
