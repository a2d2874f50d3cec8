"""Writes a figure to a file, by its suffix, without a network."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dragoman.errors import InputError
from dragoman.world.figures.theme import alt
from dragoman.world.results import needs

__all__ = ["SUFFIXES", "save"]

_SCALE = 2.0  # pixels of a PNG for each of the figure


def save(chart: alt.TopLevelMixin, path: str | Path) -> Path:
    """Write a figure to ``path`` and return it: .svg, .png, .html (with all it needs inside) or .json (Vega-Lite).

    Raises:
        InputError: another suffix, or the file cannot be written.
        DragomanError: vl-convert is not installed.
    """
    path = Path(path)
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise InputError(f"{path}: a figure is written as one of {', '.join(SUFFIXES)}; choose one of these endings")
    content = write(chart.to_dict())
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"{path}: the figure cannot be written: {error.strerror}") from error
    return path


def _svg(spec: dict[str, Any]) -> bytes:
    text: str = _converter().vegalite_to_svg(spec, allowed_base_urls=[])
    return text.encode()


def _png(spec: dict[str, Any]) -> bytes:
    image: bytes = _converter().vegalite_to_png(spec, scale=_SCALE, allowed_base_urls=[])
    return image


def _html(spec: dict[str, Any]) -> bytes:
    # The menu beside the figure keeps what works offline: the link to the online editor would send the data there.
    menu = {"export": True, "source": False, "compiled": False, "editor": False}
    page: str = _converter().vegalite_to_html({**spec, "usermeta": {"embedOptions": {"actions": menu}}}, bundle=True)
    return page.encode()


def _json(spec: dict[str, Any]) -> bytes:
    return (json.dumps(spec, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _converter() -> Any:
    return needs("vl_convert", "writing figures")


_WRITERS: Mapping[str, Callable[[dict[str, Any]], bytes]] = MappingProxyType(
    {".svg": _svg, ".png": _png, ".html": _html, ".json": _json}
)
#: The endings of files that a figure can be written to.
SUFFIXES = tuple(_WRITERS)
