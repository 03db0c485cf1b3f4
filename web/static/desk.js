// Keys for those who want them. Every page works without this file.
"use strict";

// A doubled press must not settle the card that comes next.
const DEAD_MS = 300;
const loaded = performance.now();
const TYPING = "input:not([type=checkbox], [type=radio], [type=hidden]), textarea, select";

// The physical key, whatever layout is on: on a Thai one "1" gives "ๅ" and J gives "่".
function nameOf(event) {
  const { code } = event;
  if (/^(Digit|Numpad)[0-9]$/.test(code)) return code.slice(-1);
  if (/^Key[A-Z]$/.test(code)) return code.slice(-1);
  if (code === "NumpadEnter") return "Enter";
  return code === "Slash" ? "/" : code;
}

function keysMode() {
  try { return localStorage.getItem("keys") || "on"; } catch { return "on"; }
}

function showKeys() {
  const dialog = document.getElementById("keys");
  if (!dialog) return;
  for (const radio of dialog.querySelectorAll("[name=keys]")) {
    radio.checked = radio.value === keysMode();
    radio.onchange = () => { try { localStorage.setItem("keys", radio.value); } catch { /* kept for this page only */ } };
  }
  dialog.showModal();
}
const help = document.getElementById("keys-help");
if (help) help.addEventListener("click", showKeys);

function press(key) {
  const preview = document.getElementById("preview");
  const inside = preview && preview.querySelector(`[data-key="${key}"]`);
  // While a preview is open only its own keys are alive.
  const target = inside || (preview ? null : document.querySelector(`[data-key="${key}"]`));
  if (!target) return false;
  if (target.tagName === "SUMMARY") {
    const details = target.parentElement;
    details.open = true;
    const field = details.querySelector(TYPING);
    if (field) field.focus();
  } else {
    target.click();
  }
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey) return;
  const mode = keysMode();
  const key = nameOf(event);
  const typing = event.target.matches(TYPING);
  if (key === "Escape" && typing) { event.target.blur(); return; }
  if (mode === "off" || typing || document.querySelector("dialog[open]")) return;
  if (mode === "alt" ? !event.altKey : event.altKey) return;
  if (event.isComposing || performance.now() - loaded < DEAD_MS) return;
  // Enter on a focused button or link is that button's.
  if (key === "Enter" && event.target.closest("a, button, summary")) return;
  if (key === "/" && event.shiftKey) { event.preventDefault(); showKeys(); return; }
  if (key === "/") {
    const find = document.getElementById("find");
    if (find) { event.preventDefault(); find.focus(); }
    return;
  }
  if (key.length > 1 && key !== "Enter" && key !== "Escape") return;
  if (press(key)) event.preventDefault();
});

const preview = document.getElementById("preview");
// What was done, told once more where it is spoken: a place is only heard that stood there before its words.
const told = document.querySelector("[data-told]");
if (told) setTimeout(() => { document.getElementById("status").textContent = told.textContent.trim(); }, 100);
const head = preview || document.querySelector("[data-focus]") || document.getElementById("done");
if (head) head.focus({ preventScroll: !preview });
// A reason that only he can give is what comes next.
const why = preview && preview.querySelector("textarea[name=why]");
if (why && !why.value) why.focus();

// What is typed into an act's form stays until the act is done: he may look elsewhere first. It is kept in
// this tab alone, and gone when he logs out.
const FIELDS = "textarea:not([readonly]), select, input:not([type=hidden], [type=checkbox], [type=radio], [type=file])";
const drafts = {
  read() { try { return JSON.parse(sessionStorage.getItem("drafts") || "{}"); } catch { return {}; } },
  write(all) { try { sessionStorage.setItem("drafts", JSON.stringify(all)); } catch { /* kept for this page only */ } },
  drop(name) { const all = drafts.read(); delete all[name]; drafts.write(all); },
};
function draftOf(form) {
  const kind = form && form.querySelector("[name=kind]");
  const reference = /^\/desk\/(?!bulk)([^/?]+)/.exec(new URL(form ? form.action : "", location.href).pathname);
  return kind && reference ? `${reference[1]} ${kind.value}` : "";
}
document.addEventListener("input", (event) => {
  const form = event.target.form, name = draftOf(form);
  if (!name || !event.target.matches(FIELDS)) return;
  const all = drafts.read();
  all[name] = { ...all[name], [event.target.name]: event.target.value };
  drafts.write(all);
});
const done = document.getElementById("done");
if (done && done.dataset.draft) drafts.drop(done.dataset.draft);
for (const form of document.forms) {
  const kept = drafts.read()[draftOf(form)] || {};
  for (const field of form.querySelectorAll(FIELDS)) {
    if (field.name in kept) field.value = kept[field.name];
  }
}
document.addEventListener("submit", (event) => {
  if ("leaves" in event.target.dataset) drafts.write({});
});

// A form goes out once.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});

// New mail is told politely: a sentence and a link, and no row moves under the finger.
const news = document.getElementById("new-mail");
if (news && Number(news.dataset.after)) {
  setInterval(async () => {
    if (document.hidden) return;
    const answer = await fetch(`/log/new/${news.dataset.after}`).catch(() => null);
    if (!answer || !answer.ok) return;
    const count = (await answer.json()).new;
    if (!count || news.dataset.told === String(count)) return;
    news.dataset.told = String(count);
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = news.dataset.show;
    news.replaceChildren(`${news.dataset.one}: ${count} `, link);
  }, 20000);
}
