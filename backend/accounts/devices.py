"""A short name for a device, so that people know their own in a list."""

from __future__ import annotations

import re

# The first that is found holds: Edge, Samsung Internet, Whale and Opera name Chrome too, and
# Chrome names Safari. On iPhones every browser says Safari beside its own name.
_BROWSERS = {
    r"Edg(e|A|iOS)?/": "Edge",
    r"SamsungBrowser/": "Samsung Internet",
    r"Whale/": "Whale",
    r"OPR/|OPT/": "Opera",
    r"KAKAOTALK": "KakaoTalk",
    r"NAVER\(": "Naver",
    r"Firefox/|FxiOS/": "Firefox",
    r"Chrome/|CriOS/": "Chrome",
    r"Safari/": "Safari",
}
_SYSTEMS = {
    r"iPhone|iPod": "iPhone",
    r"iPad": "iPad",
    r"Android": "Android",
    r"CrOS": "ChromeOS",
    r"Windows": "Windows",
    r"Mac OS X|Macintosh": "Mac",
    r"Linux": "Linux",
}


def device_name(user_agent: str) -> str:
    """Browser and system, as in ``Chrome · Android``; the program's own name for other clients.

    The header itself is not kept: it singles a device out much better than people expect.
    """
    found = [
        next((name for pattern, name in names.items() if re.search(pattern, user_agent)), None)
        for names in (_BROWSERS, _SYSTEMS)
    ]
    program = re.match(r"[\w.-]{1,30}", user_agent)
    return " · ".join(part for part in found if part) or (program[0] if program else "")
