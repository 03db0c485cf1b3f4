"""What a page is made of: every element with its attributes and where it stands, whatever its words are."""

from collections.abc import Sequence

from playwright.sync_api import Page

_PATHS = """(root) => {
  const paths = new Set();
  const walk = (node, above) => {
    const attributes = [...node.attributes].map((each) => each.name).sort().join(",");
    const path = `${above}>${node.localName}[${attributes}]`;
    paths.add(path);
    const inside = node.localName === "template" ? node.content.children : [];
    for (const child of [...node.children, ...inside]) walk(child, path);
  };
  walk(root, "");
  return [...paths];
}"""
_ADDRESSES = """() => [...document.querySelectorAll("*")].flatMap((node) =>
  ["href", "src", "action", "formaction", "data", "srcdoc", "style"]
    .map((name) => node.getAttribute(name)).filter((value) => value !== null))"""


def skeleton(page: Page) -> set[str]:
    """The page that is open. Lists may be longer or shorter; nothing stands in them that did not before."""
    found: list[str] = page.evaluate(f"() => ({_PATHS})(document.documentElement)")
    return set(found)


def skeletons(page: Page, paths: Sequence[str]) -> set[str]:
    """Those of many pages at once, which are not shown, only fetched and read as a browser reads them."""
    found: list[list[str]] = page.evaluate(
        f"""(paths) => Promise.all(paths.map(async (path) => {{
          const text = await (await fetch(path)).text();
          return ({_PATHS})(new DOMParser().parseFromString(text, "text/html").documentElement);
        }}))""",
        list(paths),
    )
    return {path for each in found for path in each}


def addresses(page: Page) -> set[str]:
    """Wherever the page leads, or fetches from."""
    found: list[str] = page.evaluate(_ADDRESSES)
    return set(found)
