// Keeps a page that says so up to date: fetches it again while it is looked at, and puts in what is new.
"use strict";
const main = document.querySelector("main[data-live]");
if (main) {
  const pause = Number(main.dataset.live) * 1000;
  const busy = () => main.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");
  // Two looks in a row that came to nothing: what stands here is old, and the page says so.
  const stale = document.getElementById("stale");
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: "Asia/Ho_Chi_Minh" });
  let good = new Date();
  let failed = 0;
  const tell = (answered) => {
    failed = answered ? 0 : failed + 1;
    if (answered) good = new Date();
    if (!stale) return;
    stale.querySelector("b").textContent = clock.format(good);
    if (stale.hidden !== failed < 2) stale.hidden = failed < 2;
    document.body.classList.toggle("stale", failed >= 2);
  };
  const look = async () => {
    if (document.hidden || busy()) return;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout?.(pause) });
      tell(answer.ok && !answer.redirected);
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
      if (!fresh || busy()) return;
      const open = [...main.querySelectorAll("details")].map((each) => each.open);
      // What a script has made here stays as it is.
      fresh.querySelectorAll("[data-keep]").forEach((each) => {
        const kept = document.getElementById(each.id);
        if (kept) each.replaceWith(kept);
      });
      main.replaceChildren(...fresh.childNodes);
      main.querySelectorAll("details").forEach((each, i) => { if (open[i] !== undefined) each.open = open[i]; });
    } catch (failure) {
      // The node does not answer: the page stays as it was and says of when it is.
      tell(false);
    }
  };
  setInterval(look, pause);
  // Hints say that something has changed, once a second at most; while nobody looks, nobody listens.
  let hints = null;
  // A page that takes long to fetch is fetched less often.
  let rest = 0;
  const heed = async () => {
    if (Date.now() < rest) return;
    const begun = Date.now();
    rest = Infinity;
    await look();
    rest = Date.now() + 4 * (Date.now() - begun);
  };
  const listen = () => {
    if (main.dataset.deaf !== undefined) return;
    if (document.hidden) {
      if (hints) hints.close();
      hints = null;
    } else if (!hints) {
      hints = new EventSource("/console/hints");
      hints.onmessage = heed;
    }
  };
  document.addEventListener("visibilitychange", () => { listen(); look(); });
  listen();
}
