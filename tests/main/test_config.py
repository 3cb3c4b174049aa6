"""What the environment may say, and what is refused with a line that helps."""

import os
import socket
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from clew.infra.config import Config, ConfigError, default_data_dir, read_config
from clew.infra.crypto import UnsafeKeyFile, load_keys
from clew.main.serve import bind

PROXIED = {"CLEW_TRUSTED_PROXIES": "10.0.0.2, 10.1.0.0/16", "CLEW_PUBLIC_URL": "https://clew.example.org/"}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of our own making, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today)
        .not_valid_after(today + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem"


class TestDefaults:
    def test_are_safe(self) -> None:
        config = read_config({})
        assert (config.host, config.port, config.is_loopback) == ("127.0.0.1", 8000, True)
        assert config.url == "http://127.0.0.1:8000"
        assert config.database_url is None
        assert config.data_dir == default_data_dir()

    def test_root_keeps_its_data_where_the_database_may_go(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        assert default_data_dir() == Path("/var/lib/clew")
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        assert default_data_dir().name == "clew"
        assert default_data_dir() != Path("/var/lib/clew")

    def test_empty_values_are_none(self) -> None:
        empty = dict.fromkeys(["CLEW_HOST", "CLEW_PORT", "CLEW_DATA_DIR", "CLEW_DATABASE_URL", "CLEW_TLS_KEY"], "")
        assert read_config(empty) == read_config({})


class TestValues:
    def test_are_read(self, tmp_path: Path) -> None:
        config = read_config(
            {
                "CLEW_HOST": "::1",
                "CLEW_PORT": "65535",
                "CLEW_DATA_DIR": str(tmp_path),
                "CLEW_DATABASE_URL": "postgresql://app@db/clew",
                "CLEW_DATABASE_OWNER_URL": "postgres://owner@db/clew",
                "CLEW_ALLOWED_HOSTS": " a.lan,, b.lan ",
                "CLEW_LOG_LEVEL": "DEBUG",
            }
        )
        assert config.url == "http://[::1]:65535"
        assert config.data_dir == tmp_path
        assert config.allowed_hosts == ("a.lan", "b.lan")
        assert config.log_level == "debug"

    def test_a_network_may_be_served_behind_a_proxy(self) -> None:
        config = read_config({"CLEW_HOST": "0.0.0.0", **PROXIED})  # noqa: S104 it is what is tested
        assert config.trusted_proxies == ("10.0.0.2", "10.1.0.0/16")
        assert config.url == "https://clew.example.org"

    def test_a_network_may_be_served_with_a_certificate(self, certificate: tuple[Path, Path]) -> None:
        config = read_config({"CLEW_HOST": "::", **with_tls(*certificate)})
        assert config.url == "https://127.0.0.1:8000"


class TestRefusals:
    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "clew.example.org", "127.0.0.1.example.org", "*"])  # noqa: S104
    def test_of_a_network_in_clear_text(self, host: str) -> None:
        assert refusal({"CLEW_HOST": host}).startswith(f"CLEW_HOST={host} would serve passwords")

    @pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
    def test_not_of_this_machine(self, host: str) -> None:
        assert read_config({"CLEW_HOST": host}).is_loopback

    @pytest.mark.parametrize("port", ["0", "-1", "65536", "x", "80.0", "８０", "1e3", " 80", "99999999999999999999"])
    def test_of_a_port(self, port: str) -> None:
        assert "CLEW_PORT" in refusal({"CLEW_PORT": port})

    @pytest.mark.parametrize(
        ("environment", "word"),
        [
            ({"CLEW_LOG_LEVEL": "loud"}, "CLEW_LOG_LEVEL"),
            ({"CLEW_TLS_CERTIFICATE": "/nowhere.pem"}, "set both or neither"),
            ({"CLEW_TLS_KEY": "/nowhere.pem"}, "set both or neither"),
            ({"CLEW_TLS_CERTIFICATE": "/nowhere.pem", "CLEW_TLS_KEY": "/nowhere.pem"}, "does not exist"),
            ({"CLEW_TRUSTED_PROXIES": "10.0.0.2"}, "needs CLEW_PUBLIC_URL"),
            ({**PROXIED, "CLEW_PUBLIC_URL": "http://clew.example.org"}, "needs CLEW_PUBLIC_URL"),
            ({**PROXIED, "CLEW_TRUSTED_PROXIES": "*"}, "CLEW_TRUSTED_PROXIES names '*'"),
            ({**PROXIED, "CLEW_TRUSTED_PROXIES": "10.0.0.2,proxy"}, "CLEW_TRUSTED_PROXIES names 'proxy'"),
            ({"CLEW_PUBLIC_URL": "clew.example.org"}, "CLEW_PUBLIC_URL"),
            ({"CLEW_PUBLIC_URL": "ftp://clew.example.org"}, "CLEW_PUBLIC_URL"),
            ({"CLEW_PUBLIC_URL": "https://"}, "CLEW_PUBLIC_URL"),
            ({"CLEW_PUBLIC_URL": "https://[::1"}, "CLEW_PUBLIC_URL"),
            ({"CLEW_PUBLIC_URL": "https://clew:99999"}, "CLEW_PUBLIC_URL"),
            ({"CLEW_DATABASE_URL": "mysql://db/clew"}, "CLEW_DATABASE_URL"),
            ({"CLEW_DATABASE_URL": "host=db dbname=clew"}, "CLEW_DATABASE_URL"),
            ({"CLEW_DATABASE_URL": "postgresql://a@db/c", "CLEW_DATABASE_OWNER_URL": "x"}, "CLEW_DATABASE_OWNER_URL"),
            ({"CLEW_DATABASE_OWNER_URL": "postgresql://a@db/c"}, "needs CLEW_DATABASE_URL"),
        ],
    )
    def test_of_what_cannot_work(self, environment: Mapping[str, str], word: str) -> None:
        assert word in refusal(environment)

    def test_of_a_password_in_a_message(self) -> None:
        assert "hunter2" not in refusal({"CLEW_DATABASE_URL": "mysql://clew:hunter2@db/clew"})

    def test_of_a_certificate_that_is_none(self, certificate: tuple[Path, Path], tmp_path: Path) -> None:
        garbage = tmp_path / "garbage.pem"
        garbage.write_text("garbage")
        for pair in ((garbage, garbage), (certificate[0], garbage), (certificate[1], certificate[0])):
            assert "cannot be used" in refusal(with_tls(*pair))

    def test_of_a_key_that_asks_for_a_password(self, certificate: tuple[Path, Path], tmp_path: Path) -> None:
        """Nobody sits before a server to type it."""
        key = serialization.load_pem_private_key(certificate[1].read_bytes(), None)
        locked = tmp_path / "locked.pem"
        locked.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.BestAvailableEncryption(b"secret"),
            )
        )
        assert "cannot be used" in refusal(with_tls(certificate[0], locked))


class TestPort:
    def test_that_is_taken_is_refused_with_a_way_out(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            with pytest.raises(ConfigError, match=f"Port {port} on 127.0.0.1 is in use.*CLEW_PORT"):
                bind(Config(port=port))

    def test_of_another_machine_is_refused(self) -> None:
        with pytest.raises(ConfigError, match=r"cannot listen on 192\.0\.2\.1:8000"):
            bind(Config(host="192.0.2.1"))

    def test_answers_at_once(self) -> None:
        """Without this every answer on a kept connection waits 40 ms for the other side's delayed ACK."""
        with bind(Config(port=0)) as listening:
            assert (listening.type, listening.proto) == (socket.SOCK_STREAM, socket.IPPROTO_TCP)


class TestKeyFile:
    def test_that_others_can_read_is_refused(self, tmp_path: Path) -> None:
        load_keys(tmp_path / "instance.key")
        (tmp_path / "instance.key").chmod(0o644)
        with pytest.raises(UnsafeKeyFile, match="chmod 600") as refused:
            load_keys(tmp_path / "instance.key")
        assert isinstance(refused.value, ConfigError), "so that the command line says it in one line"


def with_tls(certificate: Path, key: Path) -> dict[str, str]:
    return {"CLEW_TLS_CERTIFICATE": str(certificate), "CLEW_TLS_KEY": str(key)}


def refusal(environment: Mapping[str, str]) -> str:
    with pytest.raises(ConfigError) as refused:
        read_config(environment)
    assert "\n" not in str(refused.value)
    return str(refused.value)
