"""What became of each proposal of a trial, as rows of every table that tells of it.

The shares are a guess at a lively city: most proposals get a handful of supports, one in twenty
crosses the threshold, most of those are answered around the twenty-second day, a quarter is
adopted, and some of that is under way or done.
"""

from __future__ import annotations

import itertools
import math
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec

from backend.bench.texts import Composer
from backend.city.calendar import due_at, end_of_day
from backend.city.city import City

# The tables that are filled, each after those it refers to, and their columns as rows hold them.
COLUMNS = {
    "proposal": "number language title body topic area author published_at closes_at updated_at"
    " withdrawn_at hidden_at hidden_reason answered_at progress owed supports comments",
    "proposal_version": "proposal version title body edited_at",
    "addendum": "proposal body added_at",
    "event": "proposal kind at details",
    "follow": "proposal account",
    "comment": "id proposal author body stance reply_to created_at deleted_at hidden_at"
    " hidden_reason helpful",
    "helpful_mark": "comment account",
    "obligation": "id proposal kind threshold owed_by since due_at interim_note_due_at"
    " extended_until extension_reason met_at voided_at",
    "response": "proposal department version decision body published_at",
    "interim_note": "obligation note noted_at",
    "milestone": "proposal state date note recorded_at",
    "decision": "id subject_kind subject_id action reason decided_at",
    "report": "subject_kind subject_id reason reporter reported_at decision",
    "audit": "at action subject_kind subject_id rule",
}

DAY = timedelta(days=1)
DECISIONS = {
    "adopted": 12,
    "partly_adopted": 15,
    "already_in_place": 13,
    "not_adopted": 45,
    "other_authority": 15,
}
STANCES = {"neutral": 5, "for": 3, "against": 2}
REASONS = ["spam", "obscene", "defamatory", "personal_data", "not_public"]

# So many different comments, notes and answers are composed; nobody searches them.
DIFFERENT = 1_000


class Lives:
    """Lives proposals one after another; ``take`` gives what there is to write of them."""

    def __init__(
        self,
        *,
        city: City,
        now: datetime,
        chance: random.Random,
        authors: Sequence[int],
        first_ids: dict[str, int],
    ) -> None:
        self.city = city
        self.now = now
        self.chance = chance
        self.authors = authors
        self.ids = {table: itertools.count(first) for table, first in first_ids.items()}
        self.rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self.composer = Composer(chance)
        self._topics = _skewed([topic.id for topic in city.topics])
        self._areas = _skewed([None, *(area.id for area in city.areas)])
        self._remarks = [
            self.composer.text("ko", 1, chance.randint(5, 120)) for _ in range(DIFFERENT)
        ]
        self._answers = [self.composer.text("ko", 20, 600) for _ in range(DIFFERENT // 10)]
        self._closing = lru_cache(4096)(
            lambda day: end_of_day(day + city.rules.gathering_days * DAY, city.zone)
        )

    def take(self) -> dict[str, list[tuple[Any, ...]]]:
        """The rows since the last time, by table, in the order of ``COLUMNS``."""
        taken = {table: self.rows[table] for table in COLUMNS}
        self.rows = defaultdict(list)
        return taken

    def live(self, published_at: datetime, supports: int) -> None:
        """One proposal from its publication until now."""
        chance = self.chance
        number = next(self.ids["proposal"])
        language = "en" if chance.random() < 0.03 else "ko"
        title, body = self.composer.title(language), self.composer.body(language)
        topic, area = self._pick(self._topics), self._pick(self._areas)
        author = chance.choice(self.authors)
        closes_at = self._closing(published_at.astimezone(self.city.zone).date())
        self._tell(number, "published", published_at)
        updated_at = self._write(number, language, title, body, published_at)
        answered_at, owed, progress = self._answer(number, topic, published_at, closes_at, supports)
        withdrawn_at = hidden_at = None
        if not owed and answered_at is None and chance.random() < 0.01:
            withdrawn_at = self._after(published_at, 20)
            self._tell(number, "withdrawn", withdrawn_at)
        elif chance.random() < 0.003:
            hidden_at = self._after(published_at, 2)
        reason = self._moderate(number, published_at, hidden_at)
        comments = self._discuss(number, published_at, supports)
        self._follow(number, author, supports)
        self.rows["proposal"].append(
            (
                *(number, language, title, body, topic, area, author, published_at, closes_at),
                *(updated_at, withdrawn_at, hidden_at, reason, answered_at, progress, owed),
                *(supports, comments),
            )
        )

    def _write(
        self, number: int, language: str, title: str, body: str, published_at: datetime
    ) -> datetime:
        """Every version of the text, and its addenda; answers when it was last changed."""
        versions = [(title, published_at)]
        if self.chance.random() < 0.05:
            versions.insert(0, (self.composer.title(language), published_at))
            versions[1] = (title, self._after(published_at, 0.1))
            self._tell(number, "edited", versions[1][1], version=2)
        for version, (had, at) in enumerate(versions, 1):
            self.rows["proposal_version"].append((number, version, had, body, at))
        changed_at = versions[-1][1]
        if self.chance.random() < 0.01:
            changed_at = self._after(changed_at, 10)
            self.rows["addendum"].append((number, self._remark(), changed_at))
            self._tell(number, "addendum", changed_at)
        return changed_at

    def _answer(
        self, number: int, topic: str, published_at: datetime, closes_at: datetime, supports: int
    ) -> tuple[datetime | None, bool, str | None]:
        """What the city owed and did; answers when it first answered, if it still owes, and how
        far it got with what it adopted."""
        rule = self.city.rules.threshold("department_response")
        # A few had the threshold's supports once, and lost some again.
        void = rule is not None and rule.at - 3 <= supports < rule.at and self.chance.random() < 0.3
        if rule is None or not rule.in_force or (supports < rule.at and not void):
            return None, False, None
        department = self.city.department_of(topic).id
        gathered = min(closes_at, self.now) - published_at
        since = published_at + gathered * min(1, rule.at / supports) * self.chance.uniform(0.5, 1)
        count, holidays = rule.count_days, self.city.rules.holidays

        def due(days: int, after: datetime) -> datetime:
            return due_at(after, days, count=count, zone=self.city.zone, holidays=holidays)

        id, due_on = next(self.ids["obligation"]), due(rule.days, since)
        owes = {"obligation": rule.kind, "department": department}
        self._tell(number, "threshold_reached", since, threshold=rule.at, due_at=due_on, **owes)
        voided_at = extended_until = met_at = progress = None
        if void:
            voided_at = min(since + DAY, due_on, self.now)
            self._tell(number, "obligation_void", voided_at, threshold=rule.at, **owes)
        took = self.chance.lognormvariate(math.log(22), 0.4)
        met = not void and self.chance.random() < 0.97 and since + took * DAY <= self.now
        if met:
            met_at = since + took * DAY
            progress = self._respond(number, department, met_at)
        # Time is asked for on the 25th day, by some that are not done by then.
        asked_at = since + 25 * DAY
        if (
            rule.extension_days
            and not void
            and asked_at < min(due_on, self.now, met_at or self.now)
            and self.chance.random() < 0.2
        ):
            extended_until = due(rule.extension_days, due_on)
            self._tell(number, "extended", asked_at, due_at=extended_until, reason="검토", **owes)
        noted_at = since + 19 * DAY
        if not void and noted_at < min(self.now, met_at or self.now) and self.chance.random() < 0.6:
            note = self._remark()
            self.rows["interim_note"].append((id, note, noted_at))
            self._tell(number, "interim_note", noted_at, note=note, department=department)
        note_due = due(rule.interim_note_day, since) if rule.interim_note_day else None
        self.rows["obligation"].append(
            (
                *(id, number, rule.kind, rule.at, department, since, due_on, note_due),
                *(extended_until, "검토" if extended_until else None, met_at, voided_at),
            )
        )
        return met_at, not void and not met, progress

    def _respond(self, number: int, department: str, at: datetime) -> str | None:
        """The answer, now and then a correction of it, and what was carried out; answers the
        last step of that, but for a plan."""
        decision = self.chance.choices(list(DECISIONS), list(DECISIONS.values()))[0]
        moments = [at]
        if self.chance.random() < 0.04:
            moments.append(self._after(at, 9))
        for version, moment in enumerate(moments, 1):
            body = self.chance.choice(self._answers)
            self.rows["response"].append((number, department, version, decision, body, moment))
            kind = "response" if version == 1 else "correction"
            told = {"decision": decision, "department": department, "version": version}
            self._tell(number, kind, moment, **told)
        progress = None
        if decision not in ("adopted", "partly_adopted"):
            return progress
        for state, days in (("planned", 30), ("started", 200), ("done", 400)):
            at += self.chance.uniform(0.2, 1) * days * DAY
            if at > self.now or self.chance.random() < 0.2:
                break
            if state == "done" and self.chance.random() < 0.1:
                state = "dropped"
            on = self._day(at)
            note = self._remark()
            self.rows["milestone"].append((number, state, on, note, at))
            told = {"department": department, "state": state, "date": on.isoformat(), "note": note}
            self._tell(number, "milestone", at, **told)
            progress = None if state == "planned" else state
        return progress

    def _moderate(
        self, number: int, published_at: datetime, hidden_at: datetime | None
    ) -> str | None:
        """What moderators had to do with it; answers the reason for which they hid it."""
        reason = self.chance.choice(REASONS)
        reporter = self.chance.choice(self.authors)
        subject = ("proposal", number)
        if hidden_at is not None:
            decision = next(self.ids["decision"])
            self.rows["decision"].append((decision, *subject, "hide", reason, hidden_at))
            self.rows["report"].append((*subject, reason, reporter, hidden_at, decision))
            self.rows["audit"].append((hidden_at, "hide", *subject, reason))
            self._tell(number, "hidden", hidden_at, reason=reason)
            return reason
        # What was reported long ago has been decided.
        if self.now - published_at < 10 * DAY and self.chance.random() < 0.05:
            self.rows["report"].append((*subject, reason, reporter, self.now, None))
        return None

    def _discuss(self, number: int, published_at: datetime, supports: int) -> int:
        """The comments, the more the more support it has; answers how many people can read."""
        chance = self.chance
        threads: list[int] = []
        readable = 0
        until = min(self.now, published_at + 60 * DAY)
        for at in self._moments(int(supports**0.68 * chance.random()), published_at, until):
            id = next(self.ids["comment"])
            reply_to = chance.choice(threads) if threads and chance.random() < 0.3 else None
            if reply_to is None:
                threads.append(id)
            body, deleted_at, hidden_at, reason = self._remark(), None, None, None
            fate = chance.random()
            if fate < 0.01:
                body, deleted_at = "", at
            elif fate < 0.015:
                hidden_at, reason = at, chance.choice(REASONS)
            else:
                readable += 1
            stance = chance.choices(list(STANCES), list(STANCES.values()))[0]
            marks = min(int(chance.paretovariate(2.5)) - 1, len(self.authors) // 2)
            for account in self._some_authors(marks):
                self.rows["helpful_mark"].append((id, account))
            self.rows["comment"].append(
                (
                    *(id, number, chance.choice(self.authors), body, stance, reply_to, at),
                    *(deleted_at, hidden_at, reason, marks),
                )
            )
        return readable

    def _follow(self, number: int, author: int, supports: int) -> None:
        """The author, and some of those who support it."""
        followers = self._some_authors(min(supports // 20, 500, len(self.authors) // 2))
        self.rows["follow"] += [(number, account) for account in {author, *followers}]

    def _tell(self, number: int, kind: str, at: datetime, **details: Any) -> None:
        self.rows["event"].append((number, kind, at, msgspec.json.encode(details).decode()))

    def _some_authors(self, count: int) -> Iterator[int]:
        """So many different ones."""
        first = self.chance.randrange(len(self.authors))
        return (self.authors[index % len(self.authors)] for index in range(first, first + count))

    def _moments(self, count: int, first: datetime, last: datetime) -> list[datetime]:
        """So many moments in order, early ones being likelier."""
        shares = sorted(self.chance.random() ** 2 for _ in range(count))
        return [first + (last - first) * share for share in shares]

    def _after(self, moment: datetime, days: float) -> datetime:
        """Some time within so many days after it, and not in the future."""
        return min(self.now, moment + self.chance.random() * days * DAY)

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.city.zone).date()

    def _remark(self) -> str:
        return self.chance.choice(self._remarks)

    def _pick(self, choices: tuple[list[Any], list[float]]) -> Any:
        return self.chance.choices(choices[0], cum_weights=choices[1])[0]


def _skewed(choices: list[Any]) -> tuple[list[Any], list[float]]:
    """The choices with cumulative weights: the first has a fifth of all, the last a hundredth."""
    return choices, list(itertools.accumulate((rank + 2) ** -1.2 for rank in range(len(choices))))
