"""What the environment says: where Clew listens, where its data lies, which database it uses."""

import ipaddress
import os
import ssl
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs


class ConfigError(Exception):
    """A setting that cannot work; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Config:
    """The environment, read once. Times are in seconds."""

    host: str = "127.0.0.1"
    port: int = 8000
    data_dir: Path = Path("data")
    database_url: str | None = None
    """libpq URL of the application role; None means the embedded PostgreSQL."""
    database_owner_url: str | None = None
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    trusted_proxies: tuple[str, ...] = ()
    """Addresses whose X-Forwarded-* headers are believed; naming one declares that a proxy terminates TLS."""
    public_url: str | None = None
    allowed_hosts: tuple[str, ...] = ()
    smtp_url: str | None = None
    """smtp://user@host:587 (STARTTLS) or smtps://user@host:465; None means that administrators pass mails on."""
    smtp_password: str | None = field(default=None, repr=False)
    mail_from: str | None = None
    log_level: str = "info"

    @property
    def is_loopback(self) -> bool:
        return is_loopback(self.host)

    @property
    def url(self) -> str:
        """Where a person on this machine opens Clew."""
        if self.public_url:
            return self.public_url
        scheme = "https" if self.tls_certificate else "http"
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::", ""} else self.host  # noqa: S104 compared, not bound
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{self.port}"


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read_config(environment: Mapping[str, str] = os.environ) -> Config:
    """The configuration; raises `ConfigError` where a value cannot work."""

    def value(name: str) -> str | None:
        return environment.get(f"CLEW_{name}") or None

    def path(name: str) -> Path | None:
        return Path(text).expanduser().resolve() if (text := value(name)) else None

    def names(name: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in (value(name) or "").split(",") if part.strip())

    config = Config(
        host=value("HOST") or "127.0.0.1",
        port=_port(value("PORT") or "8000"),
        data_dir=path("DATA_DIR") or default_data_dir(),
        database_url=value("DATABASE_URL"),
        database_owner_url=value("DATABASE_OWNER_URL"),
        tls_certificate=path("TLS_CERTIFICATE"),
        tls_key=path("TLS_KEY"),
        trusted_proxies=names("TRUSTED_PROXIES"),
        public_url=(value("PUBLIC_URL") or "").rstrip("/") or None,
        allowed_hosts=names("ALLOWED_HOSTS"),
        smtp_url=value("SMTP_URL"),
        smtp_password=value("SMTP_PASSWORD"),
        mail_from=value("MAIL_FROM"),
        log_level=(value("LOG_LEVEL") or "info").lower(),
    )
    _refuse_impossible(config)
    return config


def default_data_dir() -> Path:
    # Root's own folder cannot be entered by the user that PostgreSQL runs as.
    if sys.platform != "win32" and os.geteuid() == 0:
        return Path("/var/lib/clew")
    return Path(platformdirs.user_data_dir("clew", appauthor=False))


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or not 0 < int(text) < 65536:  # noqa: PLR2004 the highest port there is
        raise ConfigError(f"CLEW_PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def _refuse_impossible(config: Config) -> None:
    if config.log_level not in {"debug", "info", "warning", "error"}:
        raise ConfigError(f"CLEW_LOG_LEVEL is {config.log_level!r}; it must be debug, info, warning or error.")
    if (config.tls_certificate is None) != (config.tls_key is None):
        raise ConfigError("CLEW_TLS_CERTIFICATE and CLEW_TLS_KEY belong together: set both or neither.")
    for file in (config.tls_certificate, config.tls_key):
        if file is not None and not file.is_file():
            raise ConfigError(f"{file} does not exist; CLEW_TLS_CERTIFICATE and CLEW_TLS_KEY name PEM files.")
    _refuse_bad_certificate(config)
    _refuse_bad_proxy(config)
    _refuse_bad_database(config)
    _refuse_bad_mail(config)
    if not (config.is_loopback or config.tls_certificate or config.trusted_proxies):
        raise ConfigError(
            f"CLEW_HOST={config.host} would serve passwords and conversations in clear text to the network. "
            "Set CLEW_TLS_CERTIFICATE and CLEW_TLS_KEY, or declare the proxy that terminates TLS "
            "with CLEW_TRUSTED_PROXIES, or listen on 127.0.0.1."
        )


def _refuse_bad_certificate(config: Config) -> None:
    if config.tls_certificate is None or config.tls_key is None:
        return
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
            config.tls_certificate, config.tls_key, password=""
        )
    except OSError as error:  # ssl.SSLError is one
        raise ConfigError(f"CLEW_TLS_CERTIFICATE and CLEW_TLS_KEY cannot be used: {error.strerror or error}.") from None


def _refuse_bad_proxy(config: Config) -> None:
    if config.public_url and not _is_web_address(config.public_url):
        raise ConfigError(f"CLEW_PUBLIC_URL is {config.public_url!r}; it must look like https://clew.example.org")
    for proxy in config.trusted_proxies:
        try:
            ipaddress.ip_network(proxy, strict=False)
        except ValueError:
            raise ConfigError(f"CLEW_TRUSTED_PROXIES names {proxy!r}; it must be addresses like 10.0.0.2.") from None
    if config.trusted_proxies and not (config.public_url or "").startswith("https://"):
        raise ConfigError("CLEW_TRUSTED_PROXIES needs CLEW_PUBLIC_URL: the address that people use, https://…")


def _refuse_bad_database(config: Config) -> None:
    urls = {"CLEW_DATABASE_URL": config.database_url, "CLEW_DATABASE_OWNER_URL": config.database_owner_url}
    for name, url in urls.items():
        if url is not None and not url.startswith(("postgresql://", "postgres://")):
            raise ConfigError(f"{name} must begin with postgresql:// (a URL as libpq knows it).")
    if config.database_owner_url and not config.database_url:
        raise ConfigError("CLEW_DATABASE_OWNER_URL needs CLEW_DATABASE_URL: the application's own role.")


def _refuse_bad_mail(config: Config) -> None:
    if (config.smtp_url is None) != (config.mail_from is None):
        raise ConfigError("CLEW_SMTP_URL and CLEW_MAIL_FROM belong together: set both or neither.")
    if config.smtp_url is None:
        return
    try:
        parts = urlsplit(config.smtp_url)
        has_host = bool(parts.hostname) and parts.port != 0
        is_good = parts.scheme in {"smtp", "smtps"} and has_host and parts.password is None
    except ValueError:
        is_good = False
    if not is_good:
        raise ConfigError(
            "CLEW_SMTP_URL must look like smtps://user@mail.example.org; the password belongs in CLEW_SMTP_PASSWORD."
        )
    if "@" not in (config.mail_from or "") or "\n" in (config.mail_from or ""):
        raise ConfigError("CLEW_MAIL_FROM must be an address, like clew@example.org or Clew <clew@example.org>.")


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
