// Says that a session is about to end, and lets its person go on. Every page works without this file.
"use strict";

const session = document.getElementById("session");
const WARN_MS = 5 * 60 * 1000;

// By the server's clock: a laptop's may be wrong by hours.
function warnIn(ends, now) {
  setTimeout(() => { session.querySelector("p").hidden = false; }, Math.max(0, Date.parse(ends) - Date.parse(now) - WARN_MS));
}

if (session) {
  warnIn(session.dataset.ends, session.dataset.now);
  session.querySelector("button").addEventListener("click", async () => {
    const answer = await fetch("/session").catch(() => null);
    if (!answer || !answer.ok || answer.redirected) { location.reload(); return; }
    const { ends, now } = await answer.json();
    session.querySelector("p").hidden = true;
    warnIn(ends, now);
  });
}
