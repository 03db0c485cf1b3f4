"""Pictures of the staff's pages for docs/screens, of the demonstration's invented data: `make screens`.

PYTHONPATH=.:tests python -m screens [FOLDER]
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from demo import stage as demonstration
from demo.desk import login_link

LAPTOP, PHONE = {"width": 1366, "height": 900}, {"width": 390, "height": 844}


def main(folder: Path) -> None:
    """Plays the demonstration, and looks at it as its user would."""
    folder.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with (
        tempfile.TemporaryDirectory() as work,
        demonstration.set_up(Path(work) / "demo") as stage,
        demonstration.running(stage) as daemon,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) as browser,
    ):
        demonstration.wait_until_answered(stage, daemon)
        take(browser, login_link(stage.parts()), folder)


def take(browser: Browser, link: str, folder: Path) -> None:
    """Each page once on a laptop, and the desk on a telephone."""
    context = browser.new_context(viewport=LAPTOP, locale="th-TH", timezone_id="Asia/Bangkok")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button").first.click()
    page.wait_for_selector(".six")
    _shoot(page, folder / "first-screen.png")
    page.goto(f"{_origin(page)}/desk?code=agency-ambiguous")
    _shoot(page, folder / "card.png")
    page.locator("[data-key='2']").first.click()
    page.wait_for_selector("#preview")
    _shoot(page, folder / "preview.png")
    reference = page.locator("#card-head").inner_text().split()[0]
    for name, path in (
        ("log", "/log"),
        ("entry", f"/entry/{reference}"),
        ("numbers", "/numbers"),
    ):
        page.goto(f"{_origin(page)}{path}")
        _shoot(page, folder / f"{name}.png")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{_origin(page)}/desk/{reference}")
    _shoot(page, folder / "phone.png")


def _origin(page: Page) -> str:
    return "/".join(page.url.split("/")[:3])


def _shoot(page: Page, path: Path) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=path)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path("docs/screens"))
