"""The house, read from its source: rooms in order, few pieces, nothing said twice."""

import ast
import collections
import re
from pathlib import Path
from typing import NamedTuple

import pytest

ADDON = Path(__file__).resolve().parents[2] / "acupuncture_cosmetic"
ROOMS = (
    *("foundation", "reference", "protocol", "course", "money", "schedule"),
    *("screening", "consent", "gate", "plan", "chart", "photo", "outcome"),
    *("followup", "growth", "privacy", "pages"),
)
# A reach of a room to one that comes later -> why it may stand. At most ten.
REACHES: dict[str, str] = {}
# Models that stand in many rooms; no other may have more pieces either.
MOST_PIECES = 8
# Names that Odoo defines too: a call of them says nothing about rooms.
ODOOS = set(
    "write create unlink read search browse default_get copy copy_data init onchange "
    "action_archive action_unarchive action_done action_confirm action_cancel "
    "message_notify _render _compute_display_name _field_to_sql".split()
)


class Piece(NamedTuple):
    """A class that makes a model or adds to it."""

    path: Path
    room: str
    model: str
    node: ast.ClassDef
    makes: bool
    parents: list[str]

    @property
    def methods(self):
        return [part for part in self.node.body if isinstance(part, ast.FunctionDef)]


def sources():
    """Yield path, room and tree of every file that stands in a room."""
    for top in ("models", "wizard"):
        for path in sorted((ADDON / top).rglob("*.py")):
            if path.name != "__init__.py":
                room = path.relative_to(ADDON / top).parts[0]
                yield path, room, ast.parse(path.read_text())


def pieces():
    for path, room, tree in sources():
        for node in tree.body:
            if not isinstance(node, ast.ClassDef):
                continue
            said = {
                part.targets[0].id: part.value
                for part in node.body
                if isinstance(part, ast.Assign)
                and isinstance(part.targets[0], ast.Name)
            }
            if not {"_name", "_inherit"} & said.keys():
                continue
            name = ast.literal_eval(said["_name"]) if "_name" in said else None
            parents = ast.literal_eval(said["_inherit"]) if "_inherit" in said else []
            parents = [parents] if isinstance(parents, str) else list(parents)
            model = name or parents[0]
            makes = bool(name) and name not in parents
            yield Piece(path, room, model, node, makes, parents)


PIECES = list(pieces())
OWNER = {piece.model: piece.room for piece in PIECES if piece.makes}
DEFINED = collections.defaultdict(set)
MODELS_IN = collections.defaultdict(set)
for _piece in PIECES:
    MODELS_IN[_piece.path] |= {_piece.model, *_piece.parents}
    for _method in _piece.methods:
        DEFINED[_method.name].add((_piece.model, _piece.room))


def is_later(room, here):
    return room is not None and ROOMS.index(room) > ROOMS.index(here)


def imported(node, path):
    """Return the rooms that a relative import names."""
    base = path.relative_to(ADDON).parts[: -node.level] if node.level else ()
    words = [*base, *(node.module or "").split(".")] if node.level else []
    places = [words, *([*words, alias.name] for alias in node.names)]
    return {
        place[1]
        for place in places
        if place[:1] in (["models"], ["wizard"]) and place[1:]
    } & set(ROOMS)


def named_model(node):
    """Return the model that ``env[...]`` or a field names, if it is one of ours."""
    if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("env"):
        value = node.slice
    elif isinstance(node, ast.keyword) and node.arg == "comodel_name":
        value = node.value
    else:
        return None
    return value.value if isinstance(value, ast.Constant) else None


def called(node, path, room):
    """Return the name of a call that only later rooms define."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    name, value = node.func.attr, node.func.value
    known = DEFINED.get(name, ())
    if isinstance(value, ast.Name) and value.id == "self":
        known = [pair for pair in known if pair[0] in MODELS_IN[path]] or known
    rooms = {where for _model, where in known}
    if rooms and name not in ODOOS and all(is_later(where, room) for where in rooms):
        return name
    return None


def reaches():
    """Yield "file: what" of everything that reaches into a later room."""
    for path, room, tree in sources():
        place = path.relative_to(ADDON).as_posix()
        own = {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                for other in imported(node, path):
                    if is_later(other, room):
                        yield f"{place}: imports {other}"
            model = named_model(node)
            if model and is_later(OWNER.get(model), room):
                yield f"{place}: {model}"
            name = called(node, path, room)
            if name and name not in own:
                yield f"{place}: {name}()"


def test_the_rooms_are_loaded_in_their_order():
    for top in ("models", "wizard"):
        text = (ADDON / top / "__init__.py").read_text()
        loaded = re.findall(r"^from \. import (\w+)$", text, re.M)
        assert loaded == [room for room in ROOMS if room in loaded]


@pytest.mark.parametrize("top", ["models", "wizard", "views", "data"])
def test_every_folder_is_a_room(top):
    found = {path.name for path in (ADDON / top).iterdir() if path.is_dir()}
    assert found - {"__pycache__"} <= set(ROOMS)


def test_no_room_reaches_to_a_later_one():
    found = set(reaches())
    assert found == set(REACHES)
    assert len(REACHES) <= 10


def test_a_model_has_few_pieces():
    counted = collections.Counter(piece.model for piece in PIECES)
    many = {model: count for model, count in counted.items() if count > MOST_PIECES}
    assert not many


def test_no_room_overrides_its_own_method():
    places = collections.defaultdict(list)
    for piece in PIECES:
        for method in piece.methods:
            where = (piece.path.parent, piece.model, method.name)
            places[where].append(piece.path.name)
    chains = {where[1:]: files for where, files in places.items() if len(files) > 1}
    assert not chains


def test_a_room_reopens_a_model_once():
    """What OCA's consider-merging-classes-inherited asks for, folder by folder.

    The check itself looks at a whole addon, where each room has a piece of its own.
    """
    reopened = collections.defaultdict(list)
    for piece in PIECES:
        if not piece.makes and len(piece.parents) == 1:
            reopened[piece.path.parent, piece.model].append(piece.path.name)
    often = {where[1]: files for where, files in reopened.items() if len(files) > 1}
    assert not often


def test_every_piece_says_what_it_is_for():
    silent = [
        f"{piece.path.relative_to(ADDON)}: {piece.node.name}"
        for piece in PIECES
        if not ast.get_docstring(piece.node)
    ]
    assert not silent


def test_the_thinking_needs_no_odoo():
    for path in sorted((ADDON / "engine").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in getattr(node, "names", ())]
            module = getattr(node, "module", None) or ""
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                assert not [n for n in (module, *names) if n.split(".")[0] == "odoo"]
