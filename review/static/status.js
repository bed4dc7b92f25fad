// Keeps figures, tables and charts of a page fresh by the server's events; everything arrives as text and is set as text.
// Where the page names data-outcomes, that part is fetched anew when a retried file or page comes to something.
const live = document.querySelector("[data-live]");
const words = live.dataset;
const SVG = "http://www.w3.org/2000/svg";
const LONGEST_PAUSE = 30_000;
let stream, pause, waiting, retried;

function say(state) {
  if (live.dataset.state === state) return;
  live.dataset.state = state;
  live.textContent = words[state];
}

function over() {
  const link = document.createElement("a");
  link.href = "/sign-in";
  link.textContent = words.over;
  live.dataset.state = "over";
  live.replaceChildren(link);
}

function fill(table, rows) {
  table.tBodies[0].replaceChildren(
    ...rows.map((cells) => {
      const row = document.createElement("tr");
      for (const { text, tone } of cells) {
        const cell = row.insertCell();
        cell.textContent = text;
        cell.className = tone;
      }
      return row;
    }),
  );
  const nothing = document.querySelector(`[data-nothing="${table.dataset.table}"]`);
  if (nothing) nothing.hidden = rows.length > 0;
}

function fillTables(view) {
  for (const table of document.querySelectorAll("[data-table]")) if (view[table.dataset.table]) fill(table, view[table.dataset.table]);
}

function showStatus(view) {
  for (const place of document.querySelectorAll("[data-figure]")) {
    const text = view.figures[place.dataset.figure];
    if (text === undefined || place.textContent === text) continue;
    place.textContent = text;
    place.parentElement.classList.toggle("zero", text === "0");
  }
  for (const bar of document.querySelectorAll("[data-share]")) bar.value = view.share;
  for (const at of document.querySelectorAll("[data-at]")) at.textContent = view.at;
  fillTables(view);
  if (retried !== undefined && retried !== view.figures.retried) refreshOutcomes();
  retried = view.figures.retried;
}

function node(parent, name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
}

function draw(svg, chart) {
  svg.setAttribute("aria-label", chart.said);
  const marks = svg.querySelector(".marks");
  marks.replaceChildren();
  for (const { y, text } of chart.marks) {
    const mark = node(marks, "g");
    node(mark, "line", { x1: 44, x2: 516, y1: y, y2: y });
    node(mark, "text", { x: 38, y: y + 4 }, text);
  }
  svg.querySelectorAll(".bar").forEach((group, number) => {
    const bar = chart.bars[number];
    group.querySelector("title").textContent = bar.said;
    group.querySelectorAll("rect").forEach((rect, piece) => {
      rect.setAttribute("y", bar.boxes[piece].y);
      rect.setAttribute("height", bar.boxes[piece].h);
    });
    const tick = group.querySelector("text");
    if (tick) tick.textContent = bar.tick;
  });
}

function showFlow(view) {
  for (const svg of document.querySelectorAll("[data-chart]")) draw(svg, view.charts[svg.dataset.chart]);
  fillTables(view);
}

async function refreshOutcomes() {
  const old = document.querySelector("[data-outcomes]");
  if (!old) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of ["[data-outcomes]", "[data-refused]"]) {
    const [now, fresh] = [document.querySelector(part), page.querySelector(part)];
    if (now && fresh && !now.contains(document.activeElement)) now.replaceWith(fresh);
  }
}

function close() {
  clearTimeout(waiting);
  stream?.close();
  stream = undefined;
}

function connect() {
  close();
  stream = new EventSource(words.stream);
  const heard = (show) => (event) => {
    pause = 1000;
    say("liveNow");
    show(JSON.parse(event.data));
  };
  stream.addEventListener("status", heard(showStatus));
  stream.addEventListener("flow", heard(showFlow));
  stream.addEventListener("trouble", () => say("trouble"));
  stream.addEventListener("over", () => {
    close();
    over();
  });
  stream.addEventListener("error", () => {
    say("lost");
    if (stream?.readyState === EventSource.CLOSED) again(); // refused for good by the browser's rules: a proxy's error page, or signed out
  });
}

async function again() {
  close();
  const answer = await fetch("/api/status").catch(() => null);
  if (answer && (answer.status === 401 || answer.status === 403)) return over();
  waiting = setTimeout(connect, pause);
  pause = Math.min(2 * pause, LONGEST_PAUSE);
}

function begin() {
  pause = 1000;
  if (live.dataset.state === undefined) say("connecting");
  connect();
}

// A page that nobody looks at needs no stream: browsers allow few to one server, and all tabs share them.
document.addEventListener("visibilitychange", () => {
  if (live.dataset.state === "over") return;
  if (document.hidden) close();
  else begin();
});
addEventListener("pagehide", close);
addEventListener("pageshow", (event) => event.persisted && begin());
if (!document.hidden) begin();
