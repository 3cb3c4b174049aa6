"""How much a memory matters at a given moment."""

from datetime import timedelta

HALF_LIFE = timedelta(days=30)  # without use, until half of the recency is left
WELL_USED = 5  # recalls that count half as much as endlessly many


def dynamic_importance(*, importance: float, confidence: float, uses: int, unused: timedelta) -> float:
    """0 to 1: three parts importance as given, one and a quarter recency, three quarters use, as far as it is sure.

    Recency halves with every `HALF_LIFE` since the last use; use grows ever more slowly, so that a memory which is
    recalled because it is recalled does not drown the others. What nobody is sure of matters that much less.
    """
    recency = 0.5 ** (max(unused, timedelta()) / HALF_LIFE)
    use = uses / (uses + WELL_USED)
    return confidence * (0.6 * importance + 0.25 * recency + 0.15 * use)
