"""Text as people write it: what may be stored, how names are compared, how long texts are cut."""

import unicodedata

CUT = "\n\n[… {left_out:,} characters left out …]\n\n"


def storable(text: str) -> str:
    """The text itself; raises `ValueError` where PostgreSQL or UTF-8 cannot hold it."""
    if "\0" in text:
        raise ValueError("must not contain the NUL character")
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("must not contain a lone surrogate")
    return text


def comparable(name: str) -> str:
    """The form in which user names and addresses are compared: NFKC, case folded, no space around."""
    # Folding may leave a form that is not normal, as of ǰ: so once more.
    folded = unicodedata.normalize("NFKC", name).casefold()
    return unicodedata.normalize("NFKC", folded).strip()


def first_words(text: str, limit: int) -> str:
    """The beginning of a text on one line, at most `limit` characters, cut between words."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    head = line[: limit - 1]
    # A text without spaces, a URL or Chinese, is cut where it stands.
    return (head.rsplit(" ", 1)[0] if " " in head[limit // 2 :] else head).rstrip(" ,;:.-") + "…"


def cut_middle(text: str, limit: int) -> str:
    """The text with its middle left out, visibly, so that about `limit` characters remain."""
    if len(text) <= limit:
        return text
    head = limit * 2 // 3
    tail = limit - head
    return text[:head] + CUT.format(left_out=len(text) - limit) + text[len(text) - tail :]
