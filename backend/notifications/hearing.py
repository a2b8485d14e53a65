"""Who hears of what, as conditions that every channel puts into its own statement: the inbox,
push and e-mail must not disagree about it."""

from __future__ import annotations


def heard_by(account: str) -> str:
    """Whether ``account`` (SQL) hears of the notification ``n`` that reaches them: not of what they
    did themselves, nor of what they muted. What moderators do to one's texts or account can't be
    muted.
    """
    return f"""
    ((n.kind NOT IN ('addendum', 'withdrawn')
      OR NOT EXISTS (SELECT FROM proposal own WHERE own.number = n.proposal
                     AND own.author = {account}))
     AND (n.kind IN ('hidden', 'restored', 'suspended', 'reinstated')
          OR NOT EXISTS (SELECT FROM notification_mute muted WHERE muted.proposal = n.proposal
                         AND muted.account = {account})))
    """
