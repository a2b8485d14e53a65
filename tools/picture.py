"""Make the picture of the README, docs/madang.png: three screens of the demo city on a phone.

``make picture`` runs it.
"""

from __future__ import annotations

import base64
import os
from pathlib import Path

from demo_city import demo_server
from playwright.sync_api import Browser, sync_playwright

CHECKOUT = Path(__file__).parents[1]
PICTURE = CHECKOUT / "docs" / "madang.png"
PHONE = {"width": 412, "height": 880}
SCREENS = ["/", "/proposals/38", "/departments"]


def screen(browser: Browser, url: str) -> bytes:
    """One screen as a resident's phone shows it."""
    context = browser.new_context(viewport=PHONE, locale="ko-KR", device_scale_factor=1.5)
    page = context.new_page()
    page.goto(url)
    page.wait_for_load_state("networkidle")
    picture = page.screenshot()
    context.close()
    return picture


def beside(browser: Browser, pictures: list[bytes]) -> bytes:
    """The pictures side by side on a quiet ground."""
    images = "".join(
        f'<img src="data:image/png;base64,{base64.b64encode(picture).decode()}">'
        for picture in pictures
    )
    page = browser.new_page(viewport={"width": 1320, "height": 944})
    page.set_content(
        "<style>body{margin:0;padding:32px 26px;display:flex;gap:16px;background:#e6e8ea}"
        "img{width:412px;border-radius:20px}</style>" + images
    )
    return page.screenshot()


def main() -> None:
    """Make the picture anew."""
    with demo_server() as base_url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["MADANG_BROWSER"],
            args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"],
        )
        pictures = [screen(browser, base_url + path) for path in SCREENS]
        PICTURE.write_bytes(beside(browser, pictures))
        browser.close()
    print(f"{PICTURE.relative_to(CHECKOUT)} is made.")


if __name__ == "__main__":
    main()
