"""A signature holds for one key and these very files; provenance names what a release was made from."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import SAMPLE
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

import corpus
from corpus.cli import main
from corpus.errors import UsageError
from corpus.release import layout
from corpus.release import provenance as attesting
from corpus.release.manifest import read_manifest
from corpus.release.provenance import provenance_statement
from corpus.release.signature import check_signature, read_private_key, read_public_key, sign
from corpus.release.standoff import make_standoff


def write_key(path: Path, key: object, password: bytes | None = None) -> Path:
    encryption = BestAvailableEncryption(password) if password else NoEncryption()
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))  # type: ignore[attr-defined]
    return path


def write_public(path: Path, key: object) -> Path:
    path.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))  # type: ignore[attr-defined]
    return path


@pytest.fixture
def release(sample_release: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "shelf" / "0.1.0"
    shutil.copytree(sample_release, copy)
    return copy


@pytest.fixture
def key(tmp_path: Path) -> Path:
    secret = Ed25519PrivateKey.generate()
    write_public(tmp_path / "pub.pem", secret)
    return write_key(tmp_path / "key.pem", secret)


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as stopped:
        main([str(argument) for argument in arguments])
    return int(stopped.value.code or 0)


def test_provenance_names_sources_tools_recipe_and_every_file(sample_release: Path) -> None:
    statement = json.loads((sample_release / "provenance.json").read_text(encoding="utf-8"))
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["predicateType"] == "https://slsa.dev/provenance/v1"
    subjects = {item["name"]: item["digest"]["sha256"] for item in statement["subject"]}
    bound = set(layout.files_of(sample_release)) - {"provenance.json", "manifest.json", "SHA256SUMS"}
    assert subjects == {name: layout.sha256(sample_release / name) for name in bound}
    definition = statement["predicate"]["buildDefinition"]
    materials = {item["name"]: item.get("digest") for item in definition["resolvedDependencies"]}
    river = hashlib.sha256((SAMPLE / "river-news.txt").read_bytes()).hexdigest()
    assert materials["river-news"] == {"sha256": river}
    tools = json.loads((sample_release / "manifest.json").read_text(encoding="utf-8"))["tools"]
    assert len(tools) >= 4 and len(materials) == len(
        [path for path in SAMPLE.iterdir() if path.suffix != ".toml"]
    ) + len(tools)
    assert {"corpus-zh", "pyarrow", "chardet", "numpy"} < set(materials)
    assert "provenance.json" in json.loads((sample_release / "manifest.json").read_text())["files"]


def test_a_withheld_source_has_no_hash_in_it(sample_release: Path) -> None:
    manifest = read_manifest(sample_release)
    rows = [{"doc_id": "a", "source_sha256": "1" * 64}, {"doc_id": "b", "source_sha256": None}]
    definition = provenance_statement(manifest, {}, rows)["predicate"]["buildDefinition"]
    assert [item["name"] for item in definition["resolvedDependencies"][:2]] == ["a", "chardet"]
    assert definition["internalParameters"]["sources_withheld"] == 1


def test_many_sources_are_bound_by_one_hash(sample_release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attesting, "MANY", 1)
    rows = [{"doc_id": "a", "source_sha256": "1" * 64}, {"doc_id": "b", "source_sha256": "2" * 64}]
    found = provenance_statement(read_manifest(sample_release), {}, rows)
    first = found["predicate"]["buildDefinition"]["resolvedDependencies"][0]
    listed = f"{'1' * 64}  a\n{'2' * 64}  b\n"
    assert first["digest"]["sha256"] == hashlib.sha256(listed.encode()).hexdigest()


def test_signed_and_verified(release: Path, key: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("sign", release, "--key", key) == 0
    assert run("verify", release, "--key", key.parent / "pub.pem") == 0
    assert "signed by key ID" in capfd.readouterr().err
    assert run("verify", release) == 0  # it stands outside SHA256SUMS, and is no extra file
    assert "was not checked" in capfd.readouterr().err
    assert list(corpus.rows(release, columns=["paragraph_id"]))


def test_openssl_verifies_it_too(release: Path, key: Path, tmp_path: Path) -> None:
    sign(release, read_private_key(key))
    envelope = json.loads((release / layout.SIGNATURE).read_text(encoding="utf-8"))
    payload = base64.b64decode(envelope["payload"])
    kind = envelope["payloadType"]
    (tmp_path / "signed").write_bytes(f"DSSEv1 {len(kind)} {kind} {len(payload)} ".encode() + payload)
    (tmp_path / "sig").write_bytes(base64.b64decode(envelope["signatures"][0]["sig"]))
    openssl = shutil.which("openssl") or pytest.skip("openssl is not installed")
    arguments = ["pkeyutl", "-verify", "-pubin", "-inkey", "pub.pem", "-rawin", "-in", "signed", "-sigfile", "sig"]
    assert subprocess.run([openssl, *arguments], cwd=tmp_path, capture_output=True, check=False).returncode == 0


def test_the_same_key_gives_the_same_signature_and_another_is_added(release: Path, key: Path, tmp_path: Path) -> None:
    sign(release, read_private_key(key))
    first = (release / layout.SIGNATURE).read_bytes()
    sign(release, read_private_key(key))
    assert (release / layout.SIGNATURE).read_bytes() == first
    other = Ed25519PrivateKey.generate()
    sign(release, other)
    assert check_signature(release, other.public_key()) is None
    assert check_signature(release, read_public_key(tmp_path / "pub.pem")) is None


def test_an_unsigned_release_and_a_foreign_key_fail(
    release: Path, key: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run("verify", release, "--key", tmp_path / "pub.pem") == 3
    assert "SHA256SUMS.sig: missing: the release is not signed" in capfd.readouterr().out
    assert run("sign", release, "--key", key) == 0
    other = write_public(tmp_path / "other.pem", Ed25519PrivateKey.generate())
    assert run("verify", release, "--key", other) == 3
    assert "no signature in it is of this key" in capfd.readouterr().out


def test_a_signature_of_other_files_fails(release: Path, key: Path, tmp_path: Path) -> None:
    sign(release, read_private_key(key))
    standoff = make_standoff(corpus.open_release(release), tmp_path / "standoff")
    assert not (standoff.path / layout.SIGNATURE).exists()  # it was about the full release
    shutil.copyfile(release / layout.SIGNATURE, standoff.path / layout.SIGNATURE)
    wrong = check_signature(standoff.path, read_public_key(tmp_path / "pub.pem"))
    assert wrong and wrong.startswith("it is for other files")


@pytest.mark.parametrize(
    "change",
    [
        lambda envelope: envelope | {"payload": base64.b64encode(b"{}").decode()},
        lambda envelope: envelope | {"payload": "?"},
        lambda envelope: envelope | {"payloadType": "text/plain"},
        lambda envelope: envelope | {"signatures": []},
        lambda envelope: envelope | {"signatures": [{"sig": "AAAA"}]},
        lambda envelope: {},
        lambda envelope: [],
    ],
)
def test_an_altered_envelope_fails(release: Path, key: Path, tmp_path: Path, change: object) -> None:
    sign(release, read_private_key(key))
    envelope = json.loads((release / layout.SIGNATURE).read_text(encoding="utf-8"))
    (release / layout.SIGNATURE).write_text(json.dumps(change(envelope)), encoding="utf-8")  # type: ignore[operator]
    assert check_signature(release, read_public_key(tmp_path / "pub.pem"))


def test_an_altered_release_is_not_signed(release: Path, key: Path) -> None:
    (release / "LICENSE").write_text("all yours\n", encoding="utf-8")
    assert run("sign", release, "--key", key) == 3
    assert not (release / layout.SIGNATURE).exists()


def test_build_signs(tmp_path: Path, key: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("河上起了雾，渡船停在对岸。\n", encoding="utf-8")
    assert run("build", tmp_path / "in", "--out", tmp_path / "out", "--name", "set", "--sign", key) == 0
    assert run("verify", tmp_path / "out" / "set", "--key", tmp_path / "pub.pem") == 0


def test_keys_that_are_none(tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "text.pem").write_text("key\n", encoding="utf-8")
    curve = generate_private_key(SECP256R1())
    for path, message in (
        (tmp_path / "nowhere.pem", "cannot be read"),
        (tmp_path / "text.pem", "not a private key in PEM"),
        (tmp_path / "pub.pem", "not a private key in PEM"),
        (write_key(tmp_path / "ec.pem", curve), "not an Ed25519 key"),
        (write_key(tmp_path / "locked.pem", Ed25519PrivateKey.generate(), b"open"), "it is encrypted"),
    ):
        with pytest.raises(UsageError, match=message):
            read_private_key(path)
    for path, message in (
        (key, "not a public key in PEM"),
        (write_public(tmp_path / "ecp.pem", curve), "not an Ed25519 key"),
    ):
        with pytest.raises(UsageError, match=message):
            read_public_key(path)
    monkeypatch.setenv("CORPUS_KEY_PASSWORD", "open")
    assert read_private_key(tmp_path / "locked.pem")
    assert read_private_key(key)  # it needs none
    monkeypatch.setenv("CORPUS_KEY_PASSWORD", "shut")
    with pytest.raises(UsageError, match="password is wrong"):
        read_private_key(tmp_path / "locked.pem")
