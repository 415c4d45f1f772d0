// Keeps a page that says so up to date: fetches it again while it is looked at, and puts in what is new.
"use strict";
const main = document.querySelector("main[data-live]");
if (main) {
  const pause = Number(main.dataset.live) * 1000;
  const busy = () => main.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");
  const look = async () => {
    if (document.hidden || busy()) return;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
      if (!fresh || busy()) return;
      const open = [...main.querySelectorAll("details")].map((each) => each.open);
      main.replaceChildren(...fresh.childNodes);
      main.querySelectorAll("details").forEach((each, i) => { if (open[i] !== undefined) each.open = open[i]; });
    } catch (failure) {
      // The node does not answer: the page stays as it was and says of when it is.
    }
  };
  setInterval(look, pause);
  // Hints say that something has changed, once a second at most; while nobody looks, nobody listens.
  let hints = null;
  const listen = () => {
    if (document.hidden) {
      if (hints) hints.close();
      hints = null;
    } else if (!hints) {
      hints = new EventSource("/console/hints");
      hints.onmessage = look;
    }
  };
  document.addEventListener("visibilitychange", () => { listen(); look(); });
  listen();
}
