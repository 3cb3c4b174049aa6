"""What a text message costs, in US dollars for each of the parts it is sent in.

The table is small and grows old; rows of the SMS settings called `price.outbound.GB` go before it. Carriers' own fees,
which some countries add, are in neither: what the carrier reports in the end is what is kept.
"""

import re
from decimal import Decimal

from clew.integrations.models import SmsDirection

AS_OF = "2026-04"
"""When it was looked up; Twilio's list price for a number of that country."""
PRICES = {
    (SmsDirection.inbound, "US"): Decimal("0.0083"),
    (SmsDirection.outbound, "US"): Decimal("0.0083"),
}
CENT_PARTS = Decimal("0.0001")  # as precise as it is kept
PRICE_KEY = re.compile(r"price\.(inbound|outbound)\.([A-Z]{2})")

# 3GPP TS 23.038: the characters of the default alphabet, and those that take two places.
PLAIN = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
PLAIN_PLACES = (160, 153)  # of a message in one part, and of each part of a longer one
OTHER_PLACES = (70, 67)  # in UTF-16


def price_key(direction: SmsDirection, country: str) -> str:
    """The name of the setting that says the price."""
    return f"price.{direction.value}.{country}"


def parts_of(text: str) -> int:
    """How many parts a text is sent in, each of which is paid for."""
    if all(character in PLAIN or character in EXTENDED for character in text):
        whole, part = PLAIN_PLACES
        places = [2 if character in EXTENDED else 1 for character in text]
    else:
        whole, part = OTHER_PLACES
        places = [len(character.encode("utf-16-be")) // 2 for character in text]
    if sum(places) <= whole:
        return 1
    parts, filled = 1, 0
    for width in places:  # a character is never cut in two
        if filled + width > part:
            parts, filled = parts + 1, 0
        filled += width
    return parts
