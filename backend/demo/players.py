"""The people of the demo city, as the actions know them, and when things happened to them."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from backend.accounts.actions import add_account, add_staff
from backend.city.city import City
from backend.database.engine import execute, fetch_row
from backend.demo.stories import Dated, Person
from backend.http.callers import Caller
from backend.settings import Settings


class Players:
    """Who is who, by slug; days and hours of the stories as moments before ``now``."""

    def __init__(self, settings: Settings, city: City, now: datetime) -> None:
        self.settings = settings
        self.city = city
        self.now = now
        self.today = city.today(now)
        self.callers: dict[str, Caller] = {}

    def moment(self, days_ago: int, at: str) -> datetime:
        """A time of day (``"HH:MM"``, the city's) so many days before today."""
        day = self.today - timedelta(days=days_ago)
        return datetime.combine(day, time.fromisoformat(at), self.city.zone)

    def when(self, dated: Dated) -> datetime:
        """The moment of something that is dated."""
        return self.moment(dated.days_ago, dated.at)

    def after(self, published: datetime, hours: float) -> datetime:
        """So many hours later, but never in the future."""
        return min(published + timedelta(hours=hours), self.now)

    async def introduce(self, person: Person) -> None:
        """Make somebody's account, a year old."""
        joined = self.now - timedelta(days=400)
        await add_account(
            settings=self.settings,
            email=person.email,
            name=person.name,
            verified=person.verified,
            area=person.area,
            city=self.city,
            # A verification that is still good today.
            now=self.now if person.verified else joined,
        )
        for role in person.roles:
            await add_staff(
                settings=self.settings,
                email=person.email,
                role=role,
                department=person.department,
                city=self.city,
                now=joined,
            )
        await execute(
            "UPDATE account SET language = $2, created_at = $3 WHERE email = $1",
            person.email,
            person.language,
            joined,
        )
        row = await fetch_row("SELECT * FROM account WHERE email = $1", person.email)
        assert row is not None
        self.callers[person.slug] = Caller(
            account=row["id"],
            session=0,
            name=row["name"],
            language=row["language"],
            roles=frozenset(row["roles"]),
            department=row["department"],
            verified_until=row["verified_until"],
            verified=person.verified,
            area=row["area"],
            vote_secret=row["vote_secret"],
        )
