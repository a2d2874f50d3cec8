"""What the world layer answers with: a sequence of typed rows that knows its claims, its tables and its picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args, overload

from dragoman.errors import DragomanError
from dragoman.records import Claim

if TYPE_CHECKING:
    import altair
    import pandas
    import polars

__all__ = ["Result", "needs"]

Row = TypeVar("Row")
#: Polars' types by the annotations of rows' fields, without ``| None``; what is not among them, polars finds out.
_COLUMNS: Mapping[str, str] = MappingProxyType(
    {"str": "String", "int": "Int64", "float": "Float64", "bool": "Boolean", "dt.date": "Date"}
)


class Result(Sequence[Row], Generic[Row]):
    """Rows (frozen dataclasses of one kind), in order.

    Args:
        rows: the rows.
        claims: returns the claims behind a row.
        figure: draws the rows; None where there is no picture of them.
        kind: the rows' class, which names the columns where there are no rows; that of the first row by default,
            and of a subclass the one it names: ``class Events(Result[Event])``.
    """

    _kind: type | None = None

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        named = [get_args(base) for base in getattr(cls, "__orig_bases__", ())]
        cls._kind = next((kind for kinds in named for kind in kinds if isinstance(kind, type)), cls._kind)

    def __init__(
        self,
        rows: Sequence[Row],
        claims: Callable[[Row], Sequence[Claim]],
        figure: Callable[[Sequence[Row]], altair.TopLevelMixin] | None = None,
        kind: type[Row] | None = None,
    ) -> None:
        self._rows, self._claims, self._figure = tuple(rows), claims, figure
        if kind is not None or self._kind is None:
            self._kind = kind if kind is not None else type(self._rows[0]) if self._rows else None

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self)} rows)"

    def why(self, index: int) -> list[Claim]:
        """Return the claims behind the row at ``index``, by date of article and place in it."""
        return list(self._claims(self._rows[index]))

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries, nested rows as dictionaries too."""
        return [asdict(row) if is_dataclass(row) and not isinstance(row, type) else {"value": row} for row in self]

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a pandas frame; pandas must be installed."""
        frame = needs("pandas", "data frames")
        found: pandas.DataFrame = frame.DataFrame(self.to_dicts(), columns=list(self._columns()) or None)
        return found

    def to_polars(self) -> polars.DataFrame:
        """Return the rows as a polars frame (polars must be installed); pairs become structs: ``field_0`` …"""
        frame = needs("polars", "data frames")
        rows = [{name: _listed(value) for name, value in row.items()} for row in self.to_dicts()]
        known = {name: None if kind is None else getattr(frame, kind) for name, kind in self._columns().items()}
        if not rows:
            return frame.DataFrame(schema=known)  # type: ignore[no-any-return]
        sure = {name: kind for name, kind in known.items() if kind is not None}
        found: polars.DataFrame = frame.DataFrame(rows, infer_schema_length=None, schema_overrides=sure)
        return found

    def plot(self) -> altair.TopLevelMixin:
        """Return the rows' picture, an Altair chart; ``dragoman.world.figures.save`` writes it to a file."""
        if self._figure is None:
            raise DragomanError(f"there is no picture of {type(self).__name__.lower()}")
        return self._figure(self)

    def _columns(self) -> dict[str, str | None]:
        """Return the names of the columns, each with polars' type of it where that is plain."""
        if self._kind is None or not is_dataclass(self._kind):
            return {}
        return {field.name: _COLUMNS.get(str(field.type).removesuffix(" | None")) for field in fields(self._kind)}


def _listed(value: Any, nested: bool = False) -> Any:
    """Return a value with lists for its tuples, and a structure for what is in a list and of several types."""
    if isinstance(value, dict):
        return {name: _listed(part, nested=True) for name, part in value.items()}
    if not isinstance(value, tuple):
        return value
    if nested and len({type(part) for part in value}) > 1:
        return {f"field_{n}": _listed(part, nested=True) for n, part in enumerate(value)}
    return [_listed(part, nested=True) for part in value]


def needs(module: str, what: str) -> Any:
    """Import a library of the extra ``world``; where it is missing, say what to install."""
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError as error:
        package = {"vl_convert": "vl-convert-python"}.get(module, module)
        raise DragomanError(
            f"{what}: {package} is not installed; install it with: pip install 'dragoman[world]'"
        ) from error
