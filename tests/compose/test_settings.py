"""The configuration file: what it sets, and every mistake with its place."""

import pytest

from gonogo.compose.settings import parse_settings, read_settings
from gonogo.errors import ConfigError
from gonogo.model.settings import DEFAULTS

OWN = {"look": ("R",), "next": (".",), "do-approve": ("a",), "filter": ("/",)}


def parsed(text):
    return parse_settings(text, "config.toml", lambda: OWN)


def mistakes(text):
    with pytest.raises(ConfigError) as caught:
        parsed(text)
    return str(caught.value).splitlines()


def test_everything_that_can_be_set():
    found = parsed(
        'theme = "light"\nascii = true\n\n[keys]\nlook = "f5"\n'
        'do-approve = ["A", "ctrl+a"]\n[polling]\nbusy_s = 5\nidle_s = 120.5\n[notify]\nbell = false\ndesktop = "osc9"\n'
    )
    assert (found.theme, found.ascii) == ("light", True)
    assert dict(found.keys) == {"look": ("f5",), "do-approve": ("A", "ctrl+a")}
    assert (found.busy_s, found.idle_s, found.bell, found.desktop) == (5.0, 120.5, False, "osc9")
    assert found.sources["polling.idle_s"] == "config.toml:9"
    assert found.sources["keys.look"] == "config.toml:5"


def test_nothing_set_is_the_defaults():
    assert parsed("# nothing\n") == DEFAULTS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('thme = "dark"\n', "config.toml:1:1: there is no setting `thme`. Did you mean `theme`?"),
        ("\n[poling]\nbusy_s = 5\n", "config.toml:2:1: there is no setting `poling`. Did you mean `polling`?"),
        ("[polling]\n  buzy_s = 5\n", "config.toml:2:3: there is no setting `buzy_s`. Did you mean `busy_s`?"),
        ("[polling]\nzzz = 5\n", "config.toml:2:1: there is no setting `zzz`. [polling] has: busy_s, idle_s."),
        ('theme = "drak"\n', "config.toml:1:9: 'drak' is no theme. Write one of: auto, dark, light."),
        ("ascii = 1\n", "config.toml:1:9: `ascii` is neither true nor false. Write true or false."),
        ("[polling]\nbusy_s = 0\n", "config.toml:2:10: 0 is no time between looks. Write seconds, 2 to 3600."),
        ("[polling]\nbusy_s = true\n", "config.toml:2:10: True is no time between looks. Write seconds, 2 to 3600."),
        ("polling = {busy_s = 1}\n", "config.toml:1:21: 1 is no time between looks. Write seconds, 2 to 3600."),
        ("[polling]\nbusy_s = 90\n", "config.toml:2:1: `idle_s` is shorter than `busy_s`. Make it at least as long."),
        ("notify = 3\n", "config.toml:1:1: `notify` is no table. Write [notify] and its settings under it."),
        ('[keys]\nlok = "x"\n', "config.toml:2:1: there is no setting `lok`. Did you mean `look`?"),
        ("[keys]\nlook = 3\n", 'config.toml:2:8: `look` is no key, nor a list of keys. Write it like "ctrl+r" or ["R", "f5"].'),
        ('[keys]\nlook = "."\n', 'config.toml:2:8: "." is the key of both `look` and `next`. Give each a key of its own.'),
        ('theme = "dark\n', "config.toml:1:14: this is no TOML: Illegal character '\\n'."),
        ("a = 1\na = 2\n", "config.toml:2:6: this is no TOML: Cannot overwrite a value."),
    ],
)  # fmt: skip
def test_a_mistake_points(text, said):
    assert mistakes(text) == [said]


def test_all_mistakes_are_told_in_the_files_order():
    found = mistakes('[polling]\nbusy_s = "soon"\n\n[notify]\ndesktop = "yes"\nbel = true\n')
    assert [one.split(":")[1] for one in found] == ["2", "5", "6"]


def test_keys_may_be_swapped():
    assert parsed('[keys]\nlook = "."\nnext = "R"\n').keys["next"] == ("R",)


def test_escapes_in_a_name_do_not_reach_the_terminal():
    assert "\x1b" not in "".join(mistakes('"the\\u001b[2Jme" = "dark"\n'))


def test_a_named_file_must_be_there(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.toml: could not be read: No such file"):
        read_settings(tmp_path / "none.toml", dict)
    (tmp_path / "bad.toml").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match="no UTF-8"):
        read_settings(tmp_path / "bad.toml", dict)


def test_the_users_own_need_not_be(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert read_settings(None, dict) == DEFAULTS
    (tmp_path / "gonogo").mkdir()
    (tmp_path / "gonogo" / "config.toml").write_text('theme = "light"\n')
    assert read_settings(None, dict).theme == "light"


def test_repositories_are_folders_and_names():
    found = parsed('repositories = ["~/src/a", "/srv/b c", "containerd/runwasi"]\n')
    assert found.repositories == ("~/src/a", "/srv/b c", "containerd/runwasi")
    assert found.sources["repositories"] == "config.toml:1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('theme = "dark"\nrepositories = "a/b"\n', "config.toml:2:16: `repositories` is no list."),
        ("repositories = []\n", "config.toml:1:16: `repositories` is no list."),
        ('repositories = ["a/b", "src"]\n', "config.toml:1:16: 'src' is neither a folder nor OWNER/NAME."),
        ('repositories = ["a/b", 7]\n', "config.toml:1:16: 7 is neither a folder nor OWNER/NAME."),
        ('repositories = ["a/b", "a/b"]\n', "config.toml:1:16: 'a/b' is named twice."),
        ('repository = ["a/b"]\n', "config.toml:1:1: there is no setting `repository`."),
    ],
)
def test_mistakes_in_repositories_point(text, said):
    assert any(line.startswith(said) for line in mistakes(text)), mistakes(text)
