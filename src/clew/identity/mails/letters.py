"""What Clew writes to people. Links lead to the configured address, never to the one that a request came to."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from clew.infra.mail import Letter


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of one instance."""

    url: str
    """Where people open it."""

    def registration(self, recipient: str, token: str) -> Letter:
        link = self._link("verify-email", token)
        text = (
            f"Somebody made an account with this address.\n\nIf that was you, please confirm it within a day:\n{link}"
        )
        return self._letter(recipient, "Please confirm your address", text)

    def already_registered(self, recipient: str) -> Letter:
        text = (
            "Somebody tried to make an account with this address, but you have one already.\n\n"
            f"If that was you, sign in or choose a new password:\n{self.url}/forgot-password"
        )
        return self._letter(recipient, "You have an account already", text)

    def reset(self, recipient: str, token: str) -> Letter:
        link = self._link("reset-password", token)
        text = f"Choose a new password within 30 minutes:\n{link}\n\nIf you did not ask for this, let it be."
        return self._letter(recipient, "Choose a new password", text)

    def password_changed(self, recipient: str) -> Letter:
        text = (
            "Your password has been changed, and all other sessions have ended.\n\n"
            f"If that was not you, choose a new password at once:\n{self.url}/forgot-password"
        )
        return self._letter(recipient, "Your password has been changed", text)

    def new_address(self, recipient: str, token: str) -> Letter:
        link = self._link("verify-email", token)
        text = f"Confirm within a day that this is your new address:\n{link}"
        return self._letter(recipient, "Please confirm your new address", text)

    def address_changed(self, recipient: str, new_email: str, token: str) -> Letter:
        link = self._link("verify-email", token)
        text = (
            f"Your account has another address now: {new_email}\n\n"
            f"If that was not you, take it back within three days; all sessions end then:\n{link}"
        )
        return self._letter(recipient, "Your address has been changed", text)

    def invitation(self, recipient: str, token: str) -> Letter:
        text = f"You are invited to Clew. Make your account here:\n{self.invitation_link(token)}"
        return self._letter(recipient, "You are invited", text)

    def invitation_link(self, token: str) -> str:
        return self._link("register", token)

    def closed(self, recipient: str) -> Letter:
        return self._letter(recipient, "Your account is closed", "Your account is closed, and what was in it is gone.")

    def _link(self, page: str, token: str) -> str:
        # Behind the #, which browsers neither send nor pass on to other sites.
        return f"{self.url}/{page}#token={token}"

    def _letter(self, recipient: str, subject: str, text: str) -> Letter:
        return Letter(recipient, f"Clew: {subject}", f"{text}\n\n--\nClew at {self.url}\n")


async def letters_for(request: Request) -> Letters:
    return Letters(request.app.state.config.url)


LettersDep = Annotated[Letters, Depends(letters_for)]
