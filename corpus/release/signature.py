"""Signatures over a release: a DSSE envelope, made with an Ed25519 key and checked with its public half.

``SHA256SUMS.sig``, the only file that ``SHA256SUMS`` does not list, is the signed statement about ``SHA256SUMS``: one
signature covers all files.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import MissingExtraError, UsageError
from corpus.release import layout
from corpus.release.atomic import write_file
from corpus.release.provenance import STATEMENT

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

Json = dict[str, Any]
PAYLOAD = "application/vnd.in-toto+json"
PASSWORD = "CORPUS_KEY_PASSWORD"  # noqa: S105 (the name of a variable)
HOW = "openssl genpkey -algorithm ed25519 -out key.pem"
HOW_PUBLIC = "openssl pkey -in key.pem -pubout -out pub.pem"


def sign(folder: Path, key: Ed25519PrivateKey) -> str:
    """Sign the release in ``folder``, beside the signatures of others; returns the key's ID.

    Raises
    ------
    UsageError
        The release has no provenance: it was made by an older version.
    """
    payload = _statement(folder)
    keyid, signature = key_id(key.public_key()), key.sign(_encoded(payload))
    others = [item for item in _signatures(folder, payload) if item.get("keyid") != keyid]
    mine = {"keyid": keyid, "sig": base64.b64encode(signature).decode()}
    envelope = {
        "payloadType": PAYLOAD,
        "payload": base64.b64encode(payload).decode(),
        "signatures": sorted([*others, mine], key=lambda item: str(item["keyid"])),
    }
    # Not beside it: a release holds no file that its manifest does not list, not even for a moment.
    write_file(folder / layout.SIGNATURE, json.dumps(envelope, indent=1) + "\n", beside=folder.parent)
    return keyid


def _statement(folder: Path) -> bytes:
    """Return the provenance once more, about the one file that binds all others."""
    try:
        statement = json.loads((folder / layout.PROVENANCE).read_text(encoding="utf-8"))
    except OSError:
        raise UsageError(f"{folder} has no {layout.PROVENANCE}: it cannot be signed", "build it again") from None
    subject = [{"name": layout.SUMS, "digest": {"sha256": layout.sha256(folder / layout.SUMS)}}]
    return json.dumps({**statement, "subject": subject}, ensure_ascii=False, sort_keys=True).encode()


def _signatures(folder: Path, payload: bytes) -> list[Json]:
    """Return the signatures of the same statement that the release has."""
    try:
        envelope = json.loads((folder / layout.SIGNATURE).read_text(encoding="utf-8"))
        same = base64.b64decode(envelope["payload"]) == payload
        return [item for item in envelope["signatures"] if isinstance(item, dict)] if same else []
    except (OSError, ValueError, KeyError, TypeError):
        return []


def check_signature(folder: Path, key: Ed25519PublicKey) -> str | None:
    """Return what is wrong with the signature of a release, or None if the key's holder signed these very files."""
    from cryptography.exceptions import InvalidSignature

    path = folder / layout.SIGNATURE
    if not path.is_file():
        return "missing: the release is not signed"
    try:
        envelope = json.loads(path.read_text(encoding="utf-8"))
        payload = base64.b64decode(envelope["payload"], validate=True)
        signatures = [base64.b64decode(item["sig"], validate=True) for item in envelope["signatures"]]
        kind = envelope["payloadType"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"altered: it is not a DSSE envelope ({error})"
    for signature in signatures:
        try:
            key.verify(signature, _encoded(payload, kind))
        except InvalidSignature:
            continue
        return _wrong_statement(folder, payload, kind)
    return f"no signature in it is of this key (key ID {key_id(key)})"


def _wrong_statement(folder: Path, payload: bytes, kind: str) -> str | None:
    """Return what is wrong with a signed statement, or None if it is about these files."""
    try:
        statement = json.loads(payload)
        digests = [item["digest"]["sha256"] for item in statement["subject"] if item["name"] == layout.SUMS]
    except (ValueError, KeyError, TypeError):
        return "the signed statement is not about a release"
    if kind != PAYLOAD or statement.get("_type") != STATEMENT or not digests:
        return "the signed statement is not about a release"
    found = layout.sha256(folder / layout.SUMS)
    return (
        None if digests == [found] else f"it is for other files: {layout.SUMS} has sha256 {found}, signed {digests[0]}"
    )


def _encoded(payload: bytes, kind: str = PAYLOAD) -> bytes:
    """Return what is signed: DSSE's pre-authentication encoding."""
    return b"DSSEv1 %d %s %d %s" % (len(kind.encode()), kind.encode(), len(payload), payload)


def key_id(key: Ed25519PublicKey) -> str:
    """Return the SHA-256 of the public key as DER, by which people compare keys."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def read_private_key(path: Path) -> Ed25519PrivateKey:
    """Return an Ed25519 key in PEM; its password, if it has one, is in ``CORPUS_KEY_PASSWORD``.

    Raises
    ------
    UsageError
        It cannot be read, is encrypted under another password, or is another kind of key.
    MissingExtraError
        cryptography is not installed.
    """
    _needed()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    password, pem = os.environ.get(PASSWORD), _read(path)
    locked = b"ENCRYPTED" in pem
    if locked and not password:
        raise UsageError(f"{path}: it is encrypted", f"give its password in the environment variable {PASSWORD}")
    try:
        key = load_pem_private_key(pem, password.encode() if locked and password else None)
    except Exception:  # what a broken key raises differs from version to version, and may quote it
        raise UsageError(f"{path}: it is not a private key in PEM, or the password is wrong", HOW) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"{path}: it is not an Ed25519 key", HOW)
    return key


def read_public_key(path: Path) -> Ed25519PublicKey:
    """Return an Ed25519 public key in PEM.

    Raises
    ------
    UsageError
        It cannot be read, or is another kind of key.
    MissingExtraError
        cryptography is not installed.
    """
    _needed()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    pem = _read(path)
    try:
        key = load_pem_public_key(pem)
    except Exception:
        raise UsageError(f"{path}: it is not a public key in PEM", HOW_PUBLIC) from None
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError(f"{path}: it is not an Ed25519 key", HOW_PUBLIC)
    return key


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None


def _needed() -> None:
    try:
        import cryptography  # noqa: F401
    except ModuleNotFoundError:
        raise MissingExtraError.of("cryptography", "sign") from None
