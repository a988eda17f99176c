"""A Python module whose every line is a statement is read without tokens, and reads the same with them."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gonogo.bump.python_source import _everyday, _exact, find_python
from gonogo.errors import BumpError

LINES = st.sampled_from(
    [
        '__version__ = "1.2.3"', "__version__='1.2.3'  # now", '__version__: str = "1.2.3"', '__version__ = "a\'b"',
        '__version__ = r"1"', '__version__ = "1"; x = 2', "__version__ = x", '__version__ == "1"', "__version_info__ = 1",
        '    __version__ = "0"', "if x:", "    y = 1", " z", '"""Doc."""', "'''Doc.'''", '"""Doc', '"""', 'x = """a"""',
        '"""a"b"""', '""""""', "# it's __version__", "import x", "from . import y", "x = (", ")", "x = \\", 'x = "abc',
        "", "\x0c", "é = 'ä'", "$", "0777", "x = '''",
    ]
)  # fmt: skip
MODULES = st.tuples(
    st.sampled_from(["", "\ufeff"]),
    st.lists(LINES, max_size=6),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
).map(lambda parts: parts[0] + parts[2].join(parts[1]) + (parts[2] if parts[3] else ""))


@settings(max_examples=500)
@given(MODULES)
@example('"""Doc."""\n__version__ = "1"\n)\n')
def test_lines_and_tokens_agree(text: str) -> None:
    places = _everyday(text)
    if places is not None:
        assert places == _exact(text, "x.py")


@pytest.mark.parametrize(
    "text",
    [
        '"""The demo."""\n\n__version__ = "1.2.3"\n',
        "\ufefffrom x import y\r\n__version__ = '1.2.3'\r\n",
    ],
)
def test_everyday_modules_need_no_tokens(text: str) -> None:
    places = _everyday(text)
    assert places is not None
    assert [text[place.start : place.end] for place in places] == ["1.2.3"]
    assert find_python(text, "x.py") == tuple(places)


@pytest.mark.parametrize("text", ["x = (\n", '"""Doc\n__version__ = "1"\n', ")\n__version__ = '1'\n"])
def test_what_is_no_python_is_said_with_the_file(text: str) -> None:
    with pytest.raises(BumpError, match="This is not Python") as caught:
        find_python(text, "x.py")
    assert caught.value.where == "x.py"
