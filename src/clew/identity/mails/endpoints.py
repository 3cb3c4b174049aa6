"""The outbox over HTTP, for administrators."""

from clew.identity.mails.schemas import MailDetail, MailList, MailResponse, MailSearchRequest
from clew.identity.mails.store import Mails
from clew.infra.crud import READ, Schemas, crud_router

router = crud_router(
    "mail",
    Mails,
    Schemas(response=MailResponse, page=MailList, query=MailSearchRequest, detail=MailDetail),
    verbs=READ,
    guarded=READ,
)
