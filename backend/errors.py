"""Errors that people can do something about.

Each is an exception that names the rule, carries its own status, and finds its sentence in the
reader's language under ``problem-<slug>`` (title) and ``problem-<slug>-detail``. One handler
(``backend.http.problems``) turns it into an RFC 9457 problem document or into a page.
"""

from __future__ import annotations

from typing import Any, ClassVar


class Problem(Exception):
    """Something the caller asked for that cannot be.

    ``facts`` fill the sentence. ``retry_after`` is in seconds.
    """

    status: ClassVar[int] = 400
    slug: ClassVar[str] = "bad-request"
    retry_after: int | None = None

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.slug)
        self.facts = facts


class FieldError:
    """One wrong field: a message key (``field-<code>``) and the facts of its sentence."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.code = code
        self.facts = facts

    def __repr__(self) -> str:
        return f"FieldError({self.code!r}, **{self.facts!r})"


class InvalidInput(Problem):
    """Input that doesn't fit; ``errors`` maps each wrong field to what is wrong with it."""

    status = 400
    slug = "invalid-input"

    def __init__(self, errors: dict[str, FieldError]) -> None:
        super().__init__()
        self.errors = errors


class BadRequest(Problem):
    """The request itself cannot be read (broken JSON, a cursor of ours that isn't)."""

    status = 400
    slug = "bad-request"


class NotSignedIn(Problem):
    """No session, or one that ended."""

    status = 401
    slug = "not-signed-in"


class AnotherPerson(NotSignedIn):
    """What one person did on a device is not sent as another, who signed in there meanwhile."""

    slug = "another-person"


class NotPermitted(Problem):
    """Signed in, but this is for others."""

    status = 403
    slug = "not-permitted"


class Suspended(Problem):
    """A moderator has suspended the account: until then it reads, and adds nothing."""

    status = 403
    slug = "suspended"


class CrossOrigin(Problem):
    """An unsafe request that another site made a browser send."""

    status = 403
    slug = "cross-origin"


class NotFound(Problem):
    """Nothing is there, or nothing that this reader may know of."""

    status = 404
    slug = "not-found"


class MethodNotAllowed(Problem):
    """The address is right, the method is not."""

    status = 405
    slug = "method-not-allowed"


class WrongState(Problem):
    """It is there, but not in a state where this can be done. Subclasses say which."""

    status = 409
    slug = "wrong-state"


class KeyReused(Problem):
    """An idempotency key that came before with another request."""

    status = 422
    slug = "key-reused"


class KeyInUse(Problem):
    """The first request under this idempotency key still runs."""

    status = 409
    slug = "key-in-use"
    retry_after = 1


class TooMany(Problem):
    """More than the limit allows; ``retry_after`` says when it can go on."""

    status = 429
    slug = "too-many"

    def __init__(self, retry_after: int) -> None:
        super().__init__(seconds=retry_after)
        self.retry_after = retry_after


class Unavailable(Problem):
    """Something that we depend on does not answer; trying again later may help."""

    status = 503
    slug = "unavailable"
    retry_after = 5
