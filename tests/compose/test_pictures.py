"""Where the picture of the last look is kept."""

import os
import stat

import pytest

from gonogo.compose.pictures import PictureFile, place_of
from gonogo.model.picture import Picture
from support import days

PICTURE = Picture(days.day(), days.NOW)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path / "cache"


def files(cache):
    return sorted(path for path in cache.rglob("*") if path.is_file())


def test_a_picture_is_kept_for_its_place_only(cache):
    assert PictureFile("o/n").read() is None
    PictureFile("o/n").keep(PICTURE)
    assert PictureFile("o/n").read() == PICTURE
    assert PictureFile("o/other").read() is None


def test_only_this_user_may_read_it(cache):
    PictureFile("o/n").keep(PICTURE)
    (path,) = files(cache)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b"{}"])
def test_a_damaged_file_is_no_picture(cache, content):
    PictureFile("o/n").keep(PICTURE)
    files(cache)[0].write_bytes(content)
    assert PictureFile("o/n").read() is None


def test_a_folder_that_can_not_be_made_costs_nothing(cache):
    cache.write_text("a file in the way")
    PictureFile("o/n").keep(PICTURE)
    assert PictureFile("o/n").read() is None


def test_a_place_is_the_checkout_or_the_name(tmp_path):
    inner = tmp_path / "clone" / "src" / "deep"
    inner.mkdir(parents=True)
    assert place_of(None, inner) == str(inner)
    (tmp_path / "clone" / ".git").mkdir()
    assert place_of(None, inner) == place_of(None, tmp_path / "clone") == str(tmp_path / "clone")
    assert place_of("Owner/Name", inner) == place_of("owner/name", tmp_path)


def test_nothing_is_left_beside_it(cache):
    for _ in range(3):
        PictureFile("o/n").keep(PICTURE)
    assert len(files(cache)) == 1
    assert str(os.getpid()) not in files(cache)[0].name
