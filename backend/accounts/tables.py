"""Rows of those who take part. The constraints stand in this part's migrations."""

from __future__ import annotations

from piccolo.columns import (
    Array,
    BigSerial,
    Bytea,
    Date,
    ForeignKey,
    SmallInt,
    Text,
    Timestamptz,
)
from piccolo.table import Table


class Account(Table, tablename="account"):
    """A person who signed in once. ``vote_secret`` is 32 random bytes, theirs for life."""

    id = BigSerial(primary_key=True)
    email = Text(null=True, default=None)
    name = Text()
    language = Text(null=True, default=None)
    roles = Array(base_column=Text(), default=list)
    department = Text(null=True, default=None)
    verified_at = Timestamptz(null=True, default=None)
    verified_until = Timestamptz(null=True, default=None)
    verified_by = Text(null=True, default=None)
    area = Text(null=True, default=None)
    suspended_until = Timestamptz(null=True, default=None)
    vote_secret = Bytea()
    consented_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(default=None)


class Identity(Table, tablename="identity"):
    """What an identity provider calls an account."""

    provider = Text(primary_key=True)
    subject = Text()
    account = ForeignKey(Account, null=False)


class Session(Table, tablename="session"):
    """One signed-in device. Only the token's SHA-256 is kept."""

    id = BigSerial(primary_key=True)
    token_hash = Bytea()
    account = ForeignKey(Account, null=False)
    device = Text()
    created_at = Timestamptz(default=None)
    last_used_on = Date(default=None)
    expires_at = Timestamptz(default=None)


class SignInCode(Table, tablename="sign_in_code"):
    """A six-digit code on its way. ``stray_tries`` are those of other browsers than its own."""

    id = BigSerial(primary_key=True)
    email_hash = Bytea()
    code_hash = Bytea()
    browser_hash = Bytea()
    expires_at = Timestamptz(default=None)
    tries = SmallInt()
    stray_tries = SmallInt()


class Tombstone(Table, tablename="tombstone"):
    """Keeps a left account's votes from being cast again, until the last open window closes, and
    its suspension from being ended."""

    identity_hash = Bytea(primary_key=True)
    sealed_secret = Bytea()
    until = Timestamptz(default=None)
    suspended_until = Timestamptz(null=True, default=None)
