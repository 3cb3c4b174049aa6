"""Secrets open where they were sealed and nowhere else."""

import json
import stat
import threading
from pathlib import Path

import pytest

from clew.infra.crypto import Keys, Place, UnreadableSecret, UnsafeKeyFile, digest, load_keys, new_token
from clew.kit.ids import new_id

HERE = Place("ai_models", "api_key", new_id(), new_id())


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "instance.key"


@pytest.fixture
def keys(key_file: Path) -> Keys:
    return load_keys(key_file)


class TestSealing:
    def test_opens_in_its_place(self, keys: Keys) -> None:
        assert keys.open(keys.seal("sk-geheim", HERE), HERE) == "sk-geheim"

    def test_hides_the_text_and_never_repeats_itself(self, keys: Keys) -> None:
        first, second = keys.seal("sk-geheim", HERE), keys.seal("sk-geheim", HERE)
        assert b"geheim" not in first
        assert first != second

    @pytest.mark.parametrize(
        "elsewhere",
        [
            Place("ai_models", "api_key", new_id(), HERE.user_id),
            Place("ai_models", "api_key", HERE.row_id, new_id()),
            Place("ai_models", "api_key", HERE.row_id),
            Place("ai_models", "config", HERE.row_id, HERE.user_id),
            Place("oauth", "api_key", HERE.row_id, HERE.user_id),
        ],
    )
    def test_does_not_open_in_another_place(self, keys: Keys, elsewhere: Place) -> None:
        with pytest.raises(UnreadableSecret):
            keys.open(keys.seal("sk-geheim", HERE), elsewhere)

    def test_does_not_open_when_a_single_bit_changed(self, keys: Keys) -> None:
        sealed = keys.seal("sk-geheim", HERE)
        for position in range(len(sealed)):
            changed = bytearray(sealed)
            changed[position] ^= 1
            with pytest.raises(UnreadableSecret):
                keys.open(bytes(changed), HERE)

    @pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01short", b"\x01" + b"x" * 19, b"\xff" * 40])
    def test_does_not_open_rubbish(self, keys: Keys, sealed: bytes) -> None:
        with pytest.raises(UnreadableSecret):
            keys.open(sealed, HERE)


class TestKeyFile:
    def test_is_made_once_and_for_its_owner_only(self, key_file: Path, keys: Keys) -> None:
        assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
        sealed = keys.seal("secret", HERE)
        assert load_keys(key_file).open(sealed, HERE) == "secret"
        assert [file.name for file in key_file.parent.iterdir()] == ["instance.key"]

    def test_made_by_many_at_once_is_one(self, key_file: Path) -> None:
        made: list[Keys] = []
        threads = [threading.Thread(target=lambda: made.append(load_keys(key_file))) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        sealed = made[0].seal("secret", HERE)
        assert {one.open(sealed, HERE) for one in made} == {"secret"}

    def test_that_others_can_read_is_refused(self, key_file: Path) -> None:
        load_keys(key_file)
        key_file.chmod(0o644)
        with pytest.raises(UnsafeKeyFile, match="chmod 600"):
            load_keys(key_file)

    @pytest.mark.parametrize(
        "content",
        ["", "{}", "[]", "null", '{"keys": {}, "current": "a"}', '{"keys": {"a": "AAAA"}, "current": "a"}', "\x00"],
    )
    def test_that_is_damaged_is_refused_and_kept(self, key_file: Path, content: str) -> None:
        load_keys(key_file)
        key_file.write_text(content)
        with pytest.raises(UnsafeKeyFile):
            load_keys(key_file)
        assert key_file.read_text() == content

    def test_keeps_opening_what_an_older_key_sealed(self, key_file: Path, keys: Keys) -> None:
        sealed = keys.seal("secret", HERE)
        stored = json.loads(key_file.read_text())
        stored["keys"]["newerkey"] = next(iter(json.loads(key_file.read_text())["keys"].values()))
        stored["current"] = "newerkey"
        key_file.write_text(json.dumps(stored))
        rotated = load_keys(key_file)
        assert rotated.open(sealed, HERE) == "secret"
        assert b"newerkey" in rotated.seal("secret", HERE)


class TestTokens:
    def test_are_long_random_and_kept_as_digests(self) -> None:
        tokens = {new_token("clew") for _ in range(100)}
        assert len(tokens) == 100
        assert all(len(token) >= 48 for token in tokens)
        assert len(digest(tokens.pop())) == 32
