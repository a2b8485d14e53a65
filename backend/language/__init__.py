"""What people read: texts from one catalogue for each language, dates and numbers in their form.

The catalogues are Project Fluent files in ``backend/locales``; ``python -m backend.language``
checks them against each other and against the code that uses them.
"""

from backend.language.catalogue import LANGUAGES, MissingText, page_text, text
from backend.language.formats import ago, date, days, days_until, moment, number
from backend.language.negotiation import negotiate
from backend.language.particles import particle

__all__ = [
    "LANGUAGES",
    "MissingText",
    "ago",
    "date",
    "days",
    "days_until",
    "moment",
    "negotiate",
    "number",
    "page_text",
    "particle",
    "text",
]
