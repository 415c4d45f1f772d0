// Draws the numbers of a chart's table as lines, in finer steps. Times, numbers and units as people of the page's
// language write them; colours from the style, asked again when light turns to dark.
"use strict";
(() => {
  const figures = [...document.querySelectorAll("figure.chart")];
  if (!figures.length || !window.uPlot) return;
  const zone = "Asia/Ho_Chi_Minh";
  const language = document.documentElement.lang === "en" ? "en-GB" : "vi-VN";
  const time = (options) => new Intl.DateTimeFormat(language, { timeZone: zone, hourCycle: "h23", ...options });
  const clock = time({ hour: "2-digit", minute: "2-digit" });
  const day = time({ day: "2-digit", month: "2-digit" });
  const moment = time({ day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" });
  const number = (value) => new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(value);
  const unit = (value, name) =>
    new Intl.NumberFormat(language, { maximumSignificantDigits: 3, style: "unit", unit: name, unitDisplay: "short" }).format(value);
  const seconds = (value) =>
    value < 1 && value > 0 ? number(value * 1e3) + " ms"
      : value < 60 ? unit(value, "second")
        : value < 3600 ? unit(value / 60, "minute")
          : value < 172800 ? unit(value / 3600, "hour") : unit(value / 86400, "day");
  /** A mark of an axis in the unit of its steps, so that each is a round number: 0 s, 50 s, 100 s; 0 min, 2 min. */
  const mark = (value, step) =>
    step < 1 ? number(value * 1e3) + " ms"
      : step < 60 ? unit(value, "second")
        : step < 3600 ? unit(value / 60, "minute")
          : step < 86400 ? unit(value / 3600, "hour") : unit(value / 86400, "day");
  const size = (value) => {
    let step = 0;
    while (value >= 1000 && step < 4) { value /= 1000; step++; }
    return number(value) + " " + ["B", "kB", "MB", "GB", "TB"][step];
  };
  const formats = {
    documents: (value, per) => number(value) + per,
    bytes: (value, per) => size(value) + per,
    took: seconds,
    waits: number,
  };

  /** A colour as the style has it now: a canvas knows no variables. */
  const colour = (plot, name) => getComputedStyle(plot.querySelector(".ink-" + name)).color;

  const made = (figure, plot, data) => {
    const format = formats[figure.dataset.chart];
    const per = figure.dataset.per;
    const said = (value) => (value == null ? "–" : format(value, per));
    const names = [...figure.querySelectorAll("thead th")].map((each) => each.textContent);
    ["one", "two", "axis", "grid"].forEach((name) => {
      const probe = document.createElement("i");
      probe.className = "ink-" + name;
      probe.hidden = true;
      plot.append(probe);
    });
    const line = (name, label, dash) => ({
      label, dash, width: 2, stroke: () => colour(plot, name), value: (_, value) => said(value), points: {
        show: (u, i, from, to) => to - from < 90,
        // A number between two gaps is no line: it is a point, however many there are.
        filter: (u, i, shown) => (shown ? null : u.data[i].flatMap((each, k, all) => (each != null && all[k - 1] == null && all[k + 1] == null ? [k] : []))),
      },
    });
    const axis = { stroke: () => colour(plot, "axis"), font: "12px system-ui, sans-serif", grid: { stroke: () => colour(plot, "grid"), width: 1 }, ticks: { stroke: () => colour(plot, "grid"), width: 1 } };
    return new uPlot({
      width: plot.clientWidth, height: Number.parseInt(getComputedStyle(plot).minHeight, 10),
      tzDate: (at) => uPlot.tzDate(new Date(at * 1e3), zone),
      fmtDate: () => (date) => clock.format(date),
      cursor: { sync: { key: "antin" }, points: { size: 7 } },
      scales: { y: { range: (u, from, to) => [0, to > 0 ? to * 1.1 : 1] } },
      series: [
        { label: figure.dataset.time, value: (_, at) => (at == null ? "–" : moment.format(new Date(at * 1e3)).replace("-", "/")) },
        line("one", names[1]), line("two", names[2], [7, 4]),
      ],
      axes: [
        { ...axis, space: 60, values: (_, at) => at.map((each) => {
          const date = new Date(each * 1e3);
          const text = clock.format(date);
          return text === "00:00" ? day.format(date).replace("-", "/") : text;
        }) },
        { ...axis, size: (u, all) => 18 + 6.9 * Math.max(4, ...(all || []).map((each) => each.length)), ...(steps[figure.dataset.chart] ? { incrs: steps[figure.dataset.chart] } : {}), values: (_, all, axis, space, step) => all.map((each) => (figure.dataset.chart === "took" ? mark(each, step) : said(each))) },
      ],
    }, data, plot);
  };

  const whole = [0, 1, 2, 3, 4, 5].flatMap((power) => [1, 2, 5].map((each) => each * 10 ** power));

  const times = [-3, -2, -1, 0].flatMap((power) => [1, 2, 5].map((each) => each * 10 ** power)).concat([10, 20, 60, 120, 300, 600, 1200, 3600, 7200, 14400, 43200, 86400, 172800, 432000]);
  const steps = { waits: whole, took: times };

  const plots = new Map();
  const put = (figure, all) => {
    const plot = figure.querySelector(".plot");
    const data = [all.at, ...all[figure.dataset.chart]];
    const known = plots.get(plot.id);
    if (known) {
      const zoomed = known.scales.x.min > known.data[0][0] || known.scales.x.max < known.data[0][known.data[0].length - 1];
      known.setData(data, !zoomed);
      return;
    }
    plot.hidden = false;
    figure.querySelector("details").open = false;
    plot.setAttribute("role", "img");
    plot.setAttribute("aria-label", figure.querySelector("figcaption").textContent.trim().replace(/\s+/g, " "));
    const drawn = made(figure, plot, data);
    plots.set(plot.id, drawn);
    new ResizeObserver(() => {
      if (plot.clientWidth) drawn.setSize({ width: plot.clientWidth, height: drawn.height });
    }).observe(plot);
  };

  const load = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(figures[0].dataset.series, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) return;
      const all = await answer.json();
      document.querySelectorAll("figure.chart").forEach((figure) => put(figure, all));
    } catch (failure) {
      // The server does not answer: the lines stay as they were, the page says of when it is.
    }
  };
  load();
  setInterval(load, 20000);
  document.addEventListener("visibilitychange", load);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plots.forEach((each) => each.redraw()));
})();
