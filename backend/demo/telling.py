"""Play one story through the same actions that people use, at its own dates."""

from __future__ import annotations

import random
import secrets
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta

from backend.comments.actions import comment
from backend.comments.schemas import NewComment
from backend.database.engine import execute, execute_many, fetch_value
from backend.demo.players import Players
from backend.demo.stories import Dated, Moderated, Remark, Story
from backend.moderation.actions import decide
from backend.moderation.schemas import NewDecision, Subject
from backend.proposals.actions import append, edit, publish, save_draft, withdraw
from backend.proposals.schemas import (
    NewAddendum,
    NewDraft,
    NewProposal,
    Place,
    ProposalChange,
)
from backend.responses.actions import extend, note_interim, record_milestone, respond
from backend.responses.obligations import count_changed
from backend.responses.schemas import NewExtension, NewInterimNote, NewMilestone, NewResponse
from backend.votes.ballot import voter


class Teller:
    """Tells stories, and remembers what became of each key."""

    def __init__(self, players: Players) -> None:
        self.players = players
        self.settings = players.settings
        self.city = players.city
        self.now = players.now
        self.today = players.today
        # The same city each time, but for its dates.
        self.chance = random.Random(2006)
        self.numbers: dict[str, int] = {}
        self.comments: dict[str, int] = {}

    async def tell(self, story: Story) -> None:
        """One proposal and all that happened to it."""
        author = self.players.callers[story.author]
        published = self.players.when(story)
        place = Place(**story.place) if story.place else None
        if story.draft:
            await save_draft(
                caller=author,
                data=NewDraft(
                    title=story.title,
                    body=story.body.strip(),
                    topic=story.topic,
                    area=story.area,
                    place=place,
                    language=story.language,
                ),
                city=self.city,
                now=published,
            )
            return
        number = await publish(
            caller=author,
            data=NewProposal(
                title=story.title,
                body=story.body.strip(),
                topic=story.topic,
                area=story.area,
                place=place,
                language=story.language,
            ),
            city=self.city,
            now=published,
        )
        self.numbers[story.key] = number
        for change in story.edits:
            await edit(
                caller=author,
                number=number,
                data=ProposalChange(title=change.title, body=change.body),
                city=self.city,
                now=self.players.after(published, change.hours),
            )
        await self._gather(story, number, published)
        await self._follow(story, number)
        for remark in story.comments:
            await self._discuss(remark, number, published)
        await self._answer(story, number)
        for addition in story.addenda:
            await append(
                caller=author,
                number=number,
                data=NewAddendum(body=addition.body.strip()),
                now=self.players.when(addition),
            )
        if story.withdrawal:
            await withdraw(caller=author, number=number, now=self.players.when(story.withdrawal))
        if story.hidden:
            await self._hide(Subject("proposal", number), story.hidden, self._hidden_at(story))

    def _hidden_at(self, story: Story) -> datetime:
        assert story.hidden is not None
        assert story.hidden.days_ago is not None and story.hidden.at is not None
        return self.players.moment(story.hidden.days_ago, story.hidden.at)

    async def _gather(self, story: Story, number: int, published: datetime) -> None:
        """Cast the votes on their days: some by the cast, the rest by a crowd without names."""
        if not story.supports:
            return
        closes_at = await fetch_value("SELECT closes_at FROM proposal WHERE number = $1", number)
        last = min(closes_at, self.now)
        first = self.players.after(published, story.first_support_after_hours or 1)
        crossing = (
            self.players.moment(story.threshold_days_ago, "20:00")
            if story.threshold_days_ago
            else None
        )
        rule = self.city.rules.threshold("department_response")
        before = rule.at if rule and crossing else 0
        days = [
            self._day_between(first, crossing if crossing and index < before else last)
            for index in range(story.supports)
        ]
        verified = [caller for caller in self.players.callers.values() if caller.verified]
        known = self.chance.sample(verified, min(len(verified), story.supports) // 2)
        ballots = [voter(self.settings, caller.vote_secret, number) for caller in known]
        ballots += [secrets.token_bytes(16) for _ in range(story.supports - len(ballots))]
        await execute_many(
            "INSERT INTO vote (proposal, voter, day) VALUES ($1, $2, $3)",
            [(number, ballot, day) for ballot, day in zip(ballots, days, strict=True)],
        )
        await execute("UPDATE proposal SET supports = $2 WHERE number = $1", number, story.supports)
        if crossing is not None:
            await count_changed(
                number=number,
                before=0,
                after=story.supports,
                topic=story.topic,
                city=self.city,
                now=crossing,
            )

    def _day_between(self, first: datetime, last: datetime) -> date:
        """A day within the window, early ones being likelier, as they are in life."""
        share = self.chance.random() ** 1.6
        return self.city.today(first + (max(last, first) - first) * share)

    async def _follow(self, story: Story, number: int) -> None:
        """Those of the cast who follow; a demo has no crowd that could be told anything."""
        followers = self.chance.sample(
            list(self.players.callers.values()), min(story.follows, len(self.players.callers) // 3)
        )
        await execute_many(
            "INSERT INTO follow (proposal, account) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            [(number, caller.account) for caller in followers],
        )

    async def _discuss(self, remark: Remark, number: int, published: datetime) -> None:
        at = self.players.after(published, remark.hours)
        id = await comment(
            caller=self.players.callers[remark.author],
            number=number,
            data=NewComment(
                body=remark.body.strip(),
                stance=remark.stance,
                reply_to=self.comments[remark.reply_to] if remark.reply_to else None,
            ),
            city=self.city,
            now=at,
        )
        if remark.key:
            self.comments[remark.key] = id
        await self._mark_helpful(id, remark.author, remark.helpful)
        if remark.hidden:
            hidden_at = self.players.after(published, remark.hidden.hours or remark.hours)
            await self._hide(Subject("comment", id), remark.hidden, hidden_at)

    async def _mark_helpful(self, comment: int, author: str, count: int) -> None:
        others = [caller for slug, caller in self.players.callers.items() if slug != author]
        marks = self.chance.sample(others, min(count, len(others)))
        await execute_many(
            "INSERT INTO helpful_mark (comment, account) VALUES ($1, $2)",
            [(comment, caller.account) for caller in marks],
        )
        await execute("UPDATE comment SET helpful = $2 WHERE id = $1", comment, len(marks))

    async def _answer(self, story: Story, number: int) -> None:
        """The city's side of the story, in the order in which it happened."""
        steps: list[tuple[datetime, Callable[[datetime], Awaitable[object]]]] = []

        def later(dated: Dated, action: Callable[..., Awaitable[object]], **given: object) -> None:
            steps.append(
                (self.players.when(dated), lambda now: action(number=number, now=now, **given))
            )

        for note in story.interim_notes:
            later(
                note,
                note_interim,
                caller=self.players.callers[note.official],
                data=NewInterimNote(note=note.note.strip()),
                city=self.city,
            )
        if story.extension:
            later(
                story.extension,
                extend,
                caller=self.players.callers[story.extension.official],
                data=NewExtension(reason=story.extension.reason.strip()),
                city=self.city,
            )
        if story.response:
            answer = story.response
            official = self.players.callers[answer.official]
            later(
                answer,
                respond,
                caller=official,
                city=self.city,
                data=NewResponse(decision=answer.decision, body=answer.body.strip()),
            )
            for correction in answer.corrections:
                later(
                    correction,
                    respond,
                    caller=official,
                    city=self.city,
                    data=NewResponse(
                        decision=correction.decision or answer.decision,
                        body=correction.body.strip(),
                    ),
                )
        for step in story.milestones:
            later(
                step,
                record_milestone,
                caller=self.players.callers[step.official],
                city=self.city,
                data=NewMilestone(
                    state=step.state,
                    date=self.today - timedelta(days=step.date_days_ago),
                    note=step.note.strip(),
                ),
            )
        for when, action in sorted(steps, key=lambda step: step[0]):
            await action(when)

    async def _hide(self, subject: Subject, hidden: Moderated, at: datetime) -> None:
        await decide(
            caller=self.players.callers[hidden.by],
            data=NewDecision(
                subject=subject, action="hide", reason=hidden.reason, note=hidden.note.strip()
            ),
            city=self.city,
            now=at,
        )
