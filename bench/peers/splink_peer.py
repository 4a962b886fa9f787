# SPDX-License-Identifier: Apache-2.0
"""Splink 5 on DuckDB.  Which page each model follows: README.md.

Febrl and fake_1000 have a page of their own, with comparisons, blocking, training and threshold, and
fake_1000 a second one in the package's README, which finds more ("fake-readme").  The other models are put together from the same building blocks in the way those pages do it.
"""

import sys
import unicodedata

import pandas as pd
import splink.comparison_library as cl
from common import ID, Task, finish, task
from splink import ColumnExpression, DuckDBAPI, Linker, SettingsCreator, block_on


def febrl(columns: list[str]) -> dict:
    ssn = "soc_sec_id" in columns
    model = {
        "comparisons": [
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        ],
        "blocking": [block_on(name) for name in ("given_name", "surname", "date_of_birth", "postcode")],
        "sure": [
            block_on("given_name", "surname", "date_of_birth"),
            "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth",
        ],
        "recall": 0.9,
        "training": [block_on("date_of_birth"), block_on("postcode")],
        "threshold": 0.2,
    }
    if ssn:
        model["comparisons"].append(cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]))
        model["blocking"].insert(0, block_on("soc_sec_id"))
        model["sure"].insert(0, block_on("soc_sec_id"))
    return model


def fake(_: list[str]) -> dict:
    return {
        "comparisons": [
            cl.NameComparison("first_name"),
            cl.NameComparison("surname"),
            cl.LevenshteinAtThresholds(ColumnExpression("dob").cast_to_string(), 1),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ],
        "blocking": [block_on("first_name", "city"), block_on("surname")],
        "sure": [
            block_on("first_name", "dob"),
            "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
            block_on("email"),
        ],
        "recall": 0.7,
        "training": [block_on("first_name", "surname"), block_on("dob")],
        "threshold": 0.2,
    }


def fake_readme(_: list[str]) -> dict:
    return {
        "comparisons": [
            cl.JaroWinklerAtThresholds("first_name", [0.9, 0.7]),
            cl.JaroAtThresholds("surname", [0.9, 0.7]),
            cl.DateOfBirthComparison(
                "dob", input_is_string=True, datetime_metrics=["year", "month"], datetime_thresholds=[1, 1]),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ],
        "blocking": [block_on("first_name"), block_on("surname")],
        "sure": [block_on("first_name", "surname")],
        "recall": 0.7,
        "training": [block_on("first_name", "surname"), block_on("dob")],
        "threshold": 0.95,
    }


def papers(_: list[str]) -> dict:
    return {
        "comparisons": [
            cl.JaroWinklerAtThresholds("title", [0.95, 0.88]),
            cl.JaroWinklerAtThresholds("authors", [0.95, 0.88]),
            cl.ExactMatch("year").configure(term_frequency_adjustments=True),
        ],
        "blocking": [
            block_on("title"),
            block_on("substr(title,1,12)"),
            block_on("substr(authors,1,8)", "year"),
        ],
        "sure": [block_on("title", "year")],
        "recall": 0.7,
        "training": [block_on("title"), block_on("substr(authors,1,8)", "year")],
        "threshold": 0.5,
    }


def centres(_: list[str]) -> dict:
    return {
        "comparisons": [
            cl.JaroWinklerAtThresholds("Site name", [0.9, 0.7]),
            cl.JaroWinklerAtThresholds("Address", [0.9, 0.7]),
            cl.ExactMatch("Zip").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("Phone", [1, 2]),
        ],
        "blocking": [block_on("Phone"), block_on("Address"), block_on('"Site name"'), block_on("substr(Address,1,6)")],
        "sure": [block_on("Phone", "Address"), block_on('"Site name"', "Address")],
        "recall": 0.7,
        "training": [block_on("Phone"), block_on("Address")],
        "threshold": 0.95,
    }


def customers(_: list[str]) -> dict:
    return {
        "comparisons": [
            cl.NameComparison("name"),
            cl.NameComparison("kana"),
            cl.DamerauLevenshteinAtThresholds("born", [1, 2]).configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("zip", [1, 2]),
            cl.JaroWinklerAtThresholds("address", [0.9, 0.7]),
            cl.DamerauLevenshteinAtThresholds("phone", [1, 2]),
            cl.EmailComparison("mail"),
        ],
        "blocking": [
            block_on("name", "zip"), block_on("name", "born"), block_on("kana", "born"), block_on("kana", "zip"),
            block_on("phone"), block_on("mail"), block_on("born", "zip"),
        ],
        "sure": [block_on("name", "born"), block_on("phone", "name"), block_on("mail")],
        "recall": 0.6,
        "training": [block_on("name"), block_on("phone")],
        "threshold": 0.95,
    }


SHAPES = {
    "febrl": febrl, "fake": fake, "fake-readme": fake_readme, "papers": papers, "centres": centres,
    "customers": customers,
}
JAPANESE = {
    "氏名": "name", "フリガナ": "kana", "生年月日": "born", "郵便番号": "zip", "住所": "address",
    "電話番号": "phone", "メール": "mail",
}


def standardised(frame: pd.DataFrame, shape: str) -> pd.DataFrame:
    """Splink wants values in one format: one case, and for Japanese one width and no blanks."""
    if shape == "customers":
        frame = frame[[ID, *JAPANESE]].rename(columns=JAPANESE)
        for name in JAPANESE.values():
            frame[name] = frame[name].map(
                lambda text: "".join(unicodedata.normalize("NFKC", text).split()), na_action="ignore")
        frame["phone"] = frame["phone"].str.replace(r"\D", "", regex=True)
        frame["zip"] = frame["zip"].str.replace(r"\D", "", regex=True)
    elif shape in ("papers", "centres"):
        for name in frame.columns.drop(ID):
            frame[name] = frame[name].str.lower().str.replace(r"\s+", " ", regex=True).str.strip()
    return frame.replace("", None)


def clusters_of(work: Task) -> dict[str, str]:
    frames = [standardised(frame, work.shape) for frame in work.frames()]
    model = SHAPES[work.shape](list(frames[0].columns))
    link = len(frames) > 1
    db = DuckDBAPI()
    names = [f"file_{number}" for number in range(len(frames))]
    tables = [db.register(frame, dataset_display_name=name) for frame, name in zip(frames, names, strict=True)]
    linker = Linker(
        tables if link else tables[0],
        SettingsCreator(
            unique_id_column_name=ID,
            link_type="link_only" if link else "dedupe_only",
            comparisons=model["comparisons"],
            blocking_rules_to_generate_predictions=model["blocking"],
        ),
    )
    linker.training.estimate_probability_two_random_records_match(model["sure"], recall=model["recall"])
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7 if work.shape == "customers" else 1e6, seed=1)
    for rule in model["training"]:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    threshold = model["threshold"]
    pairs = linker.inference.predict(threshold_match_probability=threshold)
    if link:
        found = linker.clustering.cluster_using_single_best_links(
            pairs, duplicate_free_datasets=names, threshold_match_probability=threshold)
    else:
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_probability=threshold)
    table = found.as_pandas_dataframe()
    return dict(zip(table[ID].astype(str), table["cluster_id"].astype(str), strict=True))


def main() -> None:
    work = task()
    finish(work, clusters_of(work))


if __name__ == "__main__":
    sys.exit(main())
