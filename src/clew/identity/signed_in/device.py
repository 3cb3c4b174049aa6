"""What kind of device a program says that it runs on, as coarsely as a person tells their devices apart."""

from collections.abc import Mapping

from clew.infra.db import Json

# Tried in this order: most browsers say that they are several others, too.
BROWSERS = {
    "Edg/": "Edge",
    "EdgA/": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Vivaldi/": "Vivaldi",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chromium/": "Chromium",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iOS",
    "iPad": "iPadOS",
    "Android": "Android",
    "CrOS": "ChromeOS",
    "Windows": "Windows",
    "Macintosh": "macOS",
    "Linux": "Linux",
}
LONGEST_NAME = 50  # characters


def device_of(user_agent: str | None) -> Json | None:
    """`browser` and `system`; what is no browser is a `program`. None where nothing is said."""
    if not user_agent:
        return None
    browser = _first(BROWSERS, user_agent)
    program = user_agent.partition("/")[0][:LONGEST_NAME] if browser is None else None
    return {"browser": browser, "program": program, "system": _first(SYSTEMS, user_agent)}


def _first(names: Mapping[str, str], user_agent: str) -> str | None:
    return next((name for sign, name in names.items() if sign in user_agent), None)
