"""From the description of a model to the model itself."""

from dataclasses import dataclass, field, replace

from clew.infra.egress import Egress, EgressRefused, origin_of, parse
from clew.kit.errors import ModelNotConfigured
from clew.providers.anthropic_wire import AnthropicChat
from clew.providers.embedded import NAME, WINDOW, EmbeddedModel
from clew.providers.models import Provider
from clew.providers.openai_wire import OpenAIChat
from clew.providers.protocol import DEFAULT_LIMITS, ChatModel, Limits
from clew.providers.wire import Endpoint, HttpChat

FORMATS: dict[str, type[HttpChat]] = {
    Provider.openai_compatible: OpenAIChat,
    Provider.ollama: OpenAIChat,
    Provider.google: OpenAIChat,
    Provider.anthropic: AnthropicChat,
}
OLLAMA = "http://127.0.0.1:11434"
PATIENCE = 4  # times as long for the first byte from the own network, where a server may have to load the model
"""Where an Ollama on this machine listens."""


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A model as it is configured, its key opened. `name` is ours, `model` the provider's."""

    provider: str
    """One of `Provider`."""
    name: str
    base_url: str | None = None
    model: str = NAME
    window: int = WINDOW
    api_key: str | None = field(default=None, repr=False)
    allow_private_network: bool = False
    """An administrator's word that this one origin may stand in the host's own network."""
    price_input: float | None = None
    """US dollars for a million tokens, where somebody said so; else see `pricing`."""
    price_output: float | None = None


class ModelClients:
    """Opens models over one client for the outside and one embedded model, both shared by everybody.

    The embedded model and the clients for private origins are its own and end with it; `egress` is the caller's.
    """

    def __init__(self, egress: Egress, embedded: EmbeddedModel, limits: Limits = DEFAULT_LIMITS) -> None:
        self._egress = egress
        self._embedded = embedded
        self._limits = limits
        self._patient = replace(limits, first_byte=limits.first_byte * PATIENCE)
        self.ollama = OLLAMA
        self._private: dict[str, Egress] = {}

    def open(self, spec: ModelSpec) -> ChatModel:
        """Cheap: nothing is sent before the first question. Raises `ModelNotConfigured`."""
        if spec.provider == Provider.embedded:
            return self._embedded
        chat = FORMATS.get(spec.provider)
        if chat is None or not spec.base_url:
            raise ModelNotConfigured(f"The model “{spec.name}” has no address that Clew can use.")
        endpoint = Endpoint(spec.base_url, spec.model, spec.window, api_key=spec.api_key)
        limits = self._patient if spec.allow_private_network else self._limits
        return chat(endpoint, self._egress_for(spec, spec.base_url), limits)

    async def aclose(self) -> None:
        await self._embedded.aclose()
        for egress in self._private.values():
            await egress.aclose()
        self._private.clear()

    def _egress_for(self, spec: ModelSpec, base_url: str) -> Egress:
        """One for each private origin: that a model may go there does not let anything else go there."""
        if not spec.allow_private_network:
            return self._egress
        try:
            origin = origin_of(parse(base_url))
        except EgressRefused:
            return self._egress  # which refuses it again, when it is asked
        return self.private(origin)

    def private(self, origin: str) -> Egress:
        """A client that may go to this one origin wherever it stands, and nowhere else in private networks."""
        if origin not in self._private:
            self._private[origin] = Egress([origin])
        return self._private[origin]
