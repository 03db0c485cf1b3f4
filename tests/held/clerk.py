"""Somebody at the desk: opens cards, reads, presses keys and counts them."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

_BEGUN = "() => typeof DEAD_MS !== 'undefined'"
_DEAD = "DEAD_MS - (performance.now() - loaded)"
"""The page's own script, once it has begun, says for how long it takes no key yet."""

THAI = {"1": ("Digit1", "ๅ"), "2": ("Digit2", "/"), "j": ("KeyJ", "่"), "k": ("KeyK", "า"), "a": ("KeyA", "ฟ")}
"""What the keys of a keyboard give on the Thai Kedmanee layout."""


@dataclass
class Clerk:
    """`keys` are those pressed since the last `opens`, without what was typed into fields."""

    page: Page
    url: str
    keys: int = 0

    def goes(self, path: str) -> None:
        self.page.goto(self.url + path)

    def opens(self, reference: str, code: str) -> None:
        """The card, out of the queue of those that wait for the same."""
        self.goes(f"/desk?code={code}")
        if self.reference != reference:
            self.page.locator(f"nav.list ol a[href*='{reference}']").click()
        assert self.reference == reference
        self.keys = 0

    @property
    def reference(self) -> str:
        """The receipt number of the card that is open."""
        found = re.search(r"/desk/([^?]+)", self.page.url)
        return found[1] if found else ""

    def point(self, code: str) -> Locator:
        """What stands on the card about one thing that waits."""
        return self.page.locator("section.point").filter(
            has=self.page.locator("h2 code", has_text=re.compile(f"^{code}$"))
        )

    def codes(self) -> list[str]:
        """What waits on the card that is open."""
        return self.page.locator("section.point h2 code").all_inner_texts()

    def press(self, key: str) -> None:
        """A key, once the page takes any."""
        self.alive()
        self.page.keyboard.press(key)
        self.keys += 1

    def alive(self) -> None:
        """Returns once the page takes keys."""
        self.page.wait_for_function(_BEGUN)
        self.page.wait_for_timeout(max(0, self.page.evaluate(_DEAD) + 1))

    def press_in_thai(self, key: str) -> None:
        """A key as a browser tells of it under the Thai layout."""
        self.alive()
        self.page.evaluate(
            """([code, key]) => document.activeElement.dispatchEvent(
                 new KeyboardEvent("keydown", { code, key, bubbles: true, cancelable: true }))""",
            THAI[key],
        )

    def key_of(self, code: str, words: str) -> str:
        """The digit on the button of that point which says these words."""
        button = self.point(code).locator("[data-key]").filter(has_text=words).first
        key = button.get_attribute("data-key")
        assert key
        return key

    def chooses(self, key: str, words: str = "", upload: list[Path] | None = None) -> None:
        """An act by its key, with what it wants filled in, until its preview stands there."""
        self.press(key)
        field = self.page.locator("details[open] :focus")
        if upload:
            field.set_input_files(upload)
        elif words:
            self.page.keyboard.insert_text(words)
        if words or upload:
            self._sends(field)
        expect(self.preview).to_be_visible()

    def _sends(self, field: Locator) -> None:
        """Enter sends a line; from a field of many lines Tab leads to the button."""
        form = field.locator("xpath=ancestor::form")
        button = form.locator("button").last
        if field.evaluate("field => field.tagName === 'INPUT' && field.type !== 'file'"):
            self.press("Enter")
            return
        for _ in range(4):
            if button.evaluate("button => button === document.activeElement"):
                break
            self.press("Tab")
        self.press("Enter")

    def form(self) -> list[tuple[str, str]]:
        """What confirming the preview would send, for whatever version then stands."""
        found = self.preview.locator("form").evaluate("form => [...new FormData(form).entries()]")
        return [(name, value) for name, value in found if name not in ("seen", "following")]

    def sends(self, reference: str, form: list[tuple[str, str]]) -> None:
        """The same act once more, without the pages between."""
        done = self.page.request.post(
            f"{self.url}/desk/{reference}",
            data=urlencode(form),
            headers={"Origin": self.url, "Content-Type": "application/x-www-form-urlencoded"},
            max_redirects=0,
        )
        assert done.status == 303, done.text()

    def gives_reason(self) -> None:
        """Where only he can give one: the field stands ready for it."""
        why = self.preview.locator("textarea[name=why]")
        if why.count() and not why.input_value():
            expect(why).to_be_focused()
            self.page.keyboard.insert_text("โทรกลับตามเลขหมายในทะเบียน ปลัดยืนยัน 10.15 น.")
            expect(why).not_to_have_value("")
            self.press("Escape")

    def confirms(self) -> None:
        """Enter; the next card, or the first screen, stands there."""
        self.gives_reason()
        self.press("Enter")
        expect(self.page.locator(".done")).to_be_visible()

    @property
    def preview(self) -> Locator:
        return self.page.locator("#preview")

    def undoes(self) -> None:
        """The last act of his own, by its key."""
        self.press("z")
        expect(self.preview).to_be_visible()
        self.confirms()

    def close(self) -> None:
        self.page.context.close()
