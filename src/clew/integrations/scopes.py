"""What scopes of the vendors allow, in words. A scope that is not here is shown as it is."""

from collections.abc import Iterable

WORDS = {
    "google": {
        "openid": "Know who you are",
        "email": "See your email address",
        "profile": "See your name and picture",
        "https://www.googleapis.com/auth/calendar.readonly": "Read your calendars",
        "https://www.googleapis.com/auth/calendar": "Read and change your calendars",
        "https://www.googleapis.com/auth/gmail.readonly": "Read your mail",
        "https://www.googleapis.com/auth/drive.readonly": "Read your files",
    },
    "microsoft": {
        "openid": "Know who you are",
        "email": "See your email address",
        "profile": "See your name and picture",
        "offline_access": "Stay connected while you are away",
        "User.Read": "See your profile",
        "Calendars.Read": "Read your calendars",
        "Calendars.ReadWrite": "Read and change your calendars",
        "Mail.Read": "Read your mail",
        "Files.Read": "Read your files",
    },
    "github": {
        "read:user": "See your profile",
        "user:email": "See your email addresses",
        "public_repo": "Read and change your public repositories",
        "repo": "Read and change all your repositories",
    },
}


def permissions_of(provider: str, scopes: Iterable[str]) -> list[str]:
    """What these scopes allow at that provider, in their order."""
    known = WORDS.get(provider, {})
    return [known.get(scope, scope) for scope in scopes]
