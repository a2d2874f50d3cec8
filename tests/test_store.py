"""The store holds each record once, gives it back exactly, and finds it by what it says."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from dragoman.errors import DragomanError, StoreError
from dragoman.ontology import plover_type_of
from dragoman.records import Article, Document
from dragoman.store import Added, Store
from handmade import DAY, document, documents


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = Store(tmp_path_factory.mktemp("stores") / "a record – 記録")
    made.add(documents(3))
    return made


def test_documents_come_back_as_they_were(store: Store) -> None:
    for wanted in documents(3):
        found = store.document(wanted.article.id)
        assert found.article == wanted.article
        assert found.claims == wanted.claims
        assert found.quotes == wanted.quotes


def test_text_of_any_kind_comes_back_as_it_was(tmp_path: Path) -> None:
    text = "\ufeff  مرحبا 'quoted' \"x\" \x00 \x1b[31m 🐉\r\n\t$1 {{title}} </script> \u202e; DROP TABLE"
    wanted = Document(Article(text, "ar", title=text, date=None, url="x'y"), problems=("line 1: odd", ""))
    store = Store(tmp_path / "s")
    store.add([wanted])
    assert store.document(wanted.article.id) == wanted
    assert store.check().ok


def test_the_same_documents_add_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "s")
    assert store.add([document(0), document(1), document(0)]) == Added(2, 6, 2, known=5)
    assert store.add(iter([document(1), document(2)])) == Added(1, 3, 1, known=5)
    assert Store(tmp_path / "s").add(documents(3)) == Added(known=15)
    assert len(store.articles()) == 3
    assert len(store.claims()) == 9


def test_a_second_reading_adds_only_what_it_finds_anew(tmp_path: Path) -> None:
    store, whole = Store(tmp_path / "s"), document()
    store.add([replace(whole, claims=whole.claims[:1], quotes=())])
    assert store.add([whole]) == Added(0, 2, 1, known=2)
    assert store.document(whole.article.id) == whole


def test_what_was_given_before_an_error_is_kept(tmp_path: Path) -> None:
    def failing() -> Iterator[Document]:
        yield document(0)
        raise KeyboardInterrupt

    store, seen = Store(tmp_path / "s"), list[Added]()
    with pytest.raises(KeyboardInterrupt):
        store.add(failing(), on_commit=seen.append)
    assert seen == [Added(1, 3, 1)]
    assert store.document(document(0).article.id) == document(0)


def test_claims_are_found_by_what_they_say(store: Store) -> None:
    assert len(store.claims()) == 9
    assert len(store.claims(type="accuse")) == 3
    assert len(store.claims(type=["ACCUSE", "CONSULT"])) == 9
    assert len(store.claims(polarity="negative")) == 3
    assert len(store.claims(modality="possible")) == 3
    assert len(store.claims(article=document(1).article.id)) == 3
    assert len(store.claims(limit=4)) == 4
    assert store.claims(source="UKR") == []


def test_sides_of_reciprocal_types_are_interchangeable(store: Store) -> None:
    found = store.claims(source="RUS", target="CHN")
    assert [claim.event_type for claim in found] == ["CONSULT"] * 6
    assert len(store.claims(source="chn", target="rus")) == 9
    assert store.claims(source="RUS", type="ACCUSE") == []


@pytest.mark.parametrize(
    ("since", "until", "count"),
    [
        ("2023-04", None, 3),  # the visit that may come in April
        (None, "2023-02-22", 3),  # the meeting; the article itself is of the next day
        ("2023-02-23", "2023-02-23", 3),  # what has no time of its own counts by its article
        ("2023-04-30", "2023-04-30", 3),  # any day of a month that is known only as a month
        ("2023-05", None, 0),
        ("2022", "2023", 9),
        (DAY.start, DAY.start, 3),
    ],
)
def test_claims_are_found_by_when_they_may_have_happened(
    store: Store, since: str | None, until: str | None, count: int
) -> None:
    assert len(store.claims(since=since, until=until)) == count


def test_quotes_are_found_by_their_speaker(store: Store) -> None:
    assert len(store.quotes()) == 3
    assert len(store.quotes(speaker="RUS")) == 3
    assert len(store.quotes(speaker="putin")) == 3
    assert store.quotes(speaker="Xi") == []
    assert len(store.quotes(article=document(2).article.id)) == 1


def test_articles_are_found_by_the_beginning_of_their_ids(store: Store) -> None:
    wanted = document(1).article
    assert store.article(wanted.id) == wanted
    assert store.article(wanted.id[3:14]) == wanted
    assert store.known([wanted.id, "b2:none"]) == {wanted.id}
    with pytest.raises(StoreError, match="no article"):
        store.article("ffff0000ffff")
    with pytest.raises(StoreError, match="several"):
        store.article("b2:")


def test_sql_sees_the_record_and_nothing_else(store: Store, tmp_path: Path) -> None:
    rows = store.sql("SELECT mode, count(*) AS n FROM claims WHERE quad = ? GROUP BY mode", [1])
    assert rows == [{"mode": "visit", "n": 6}]
    outside = tmp_path / "secret.csv"
    outside.write_text("a\n1\n")
    for query in (f"FROM '{outside}'", f"COPY claims TO '{tmp_path}/out.csv'", "SELEC"):
        with pytest.raises(StoreError):
            store.sql(query)
    assert not (tmp_path / "out.csv").exists()


def test_a_version_can_be_cited_and_read_again(tmp_path: Path) -> None:
    store = Store(tmp_path / "s")
    store.add([document(0)])
    cited = store.version
    store.add([document(1)])
    assert store.version != cited
    then = Store(tmp_path / "s", version=cited)
    assert then.version == cited
    assert [article.title for article in then.articles()] == ["Report 0"]
    with pytest.raises(StoreError, match="to be read"):
        then.add([document(2)])
    with pytest.raises(StoreError, match="no version 99"):
        Store(tmp_path / "s", version="99.1.1").claims()
    with pytest.raises(StoreError, match="three numbers"):
        Store(tmp_path / "s", version="latest")


def test_tables_are_written_as_json_lines_csv_and_parquet(store: Store, tmp_path: Path) -> None:
    assert store.export("claims", tmp_path / "claims.jsonl") == 9
    lines = [json.loads(line) for line in (tmp_path / "claims.jsonl").read_text("utf-8").splitlines()]
    assert {line["record"]["id"] for line in lines} == {claim.id for claim in store.claims()}
    assert store.export("claims", tmp_path / "claims.csv") == 9
    with (tmp_path / "claims.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {(row["sources"], row["targets"]) for row in rows} == {("RUS", "CHN"), ("CHN", "RUS")}
    assert "China has not condemned Russia 🐉." in {row["sentence"] for row in rows}
    assert store.export("articles", tmp_path / "it's.parquet") == 3
    counted = duckdb.execute("SELECT count(DISTINCT text) FROM read_parquet(?)", [str(tmp_path / "it's.parquet")])
    assert counted.fetchall() == [(3,)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.csv", "claims.jsonl", "it's.parquet"]


def test_the_same_record_exports_as_the_same_bytes(store: Store, tmp_path: Path) -> None:
    other = Store(tmp_path / "s")
    for one in reversed(documents(3)):
        other.add([one])
    for table in ("articles", "claims", "quotes"):
        store.export(table, tmp_path / "a.jsonl")
        other.export(table, tmp_path / "b.jsonl")
        assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


def test_an_export_that_fails_leaves_no_file(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no table"):
        store.export("events", tmp_path / "e.csv")
    with pytest.raises(StoreError, match=r"end the name in \.jsonl"):
        store.export("claims", tmp_path / "claims.xlsx")
    with pytest.raises(StoreError, match="cannot write"):
        store.export("claims", tmp_path / "nowhere" / "claims.csv")
    assert list(tmp_path.iterdir()) == []


def test_nonsense_is_refused_with_the_way_out(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="dragoman read FILE --store"):
        Store(tmp_path / "none").claims()
    with pytest.raises(StoreError, match="2023-04-12"):
        store.claims(since="last week")
    with pytest.raises(DragomanError, match="CONSULT"):
        store.claims(type="CONSLT")
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="is a file"):
        Store(tmp_path / "file")
    with pytest.raises(StoreError, match="is not a store"):
        Store(tmp_path).add([document()])
    with pytest.raises(StoreError, match=r"cannot hold \["):
        Store(tmp_path / "a[1]")


def test_exported_claims_carry_the_type_that_plain_plover_data_gives_them(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    store.export("claims", path)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        assert row["plover_type"] == plover_type_of(row["event_type"], row["modality"], row["polarity"])
    assert len(rows) == 9
