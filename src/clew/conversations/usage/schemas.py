"""What is told about the usage of a thread."""

from decimal import Decimal

from clew.kit.schema import Output


class UsageResponse(Output):
    """The sums over all answers of a thread, those of its other branches among them."""

    answers: int
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal | None
    """What is known to have been spent; null where no answer's cost is known."""
    uncosted_answers: int
    """Answers whose cost is not known: where there are some, the cost is at least the sum."""
