"""The SQL of second factors and phone numbers."""

from clew.identity.factors.models import MFAConfiguration, UserPhoneMapping
from clew.infra.store import Store


class MFAConfigurations(Store[MFAConfiguration]):
    model = MFAConfiguration


class Phones(Store[UserPhoneMapping]):
    model = UserPhoneMapping
