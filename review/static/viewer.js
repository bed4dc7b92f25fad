// A document's pages: zoom, drag, turn, go to a page, lines as read laid over the picture (selectable), a mark where a field stands,
// and what was searched for, marked on the picture and gone through one by one.
const STEP = 1.25;
const LEAST = 0.25;
const MOST = 6;

export function attachViewer(root) {
  const sheets = root.querySelector(".sheets");
  const boxes = root.querySelector("[data-boxes]");
  let zoom = 1;

  const figures = () => [...sheets.querySelectorAll(".sheet")];

  // The page that takes most of the window is the one that keys act on.
  function current() {
    const view = sheets.getBoundingClientRect();
    const seen = (figure) => {
      const r = figure.getBoundingClientRect();
      return Math.min(r.bottom, view.bottom) - Math.max(r.top, view.top);
    };
    return figures().reduce((best, figure) => (seen(figure) > seen(best) ? figure : best));
  }

  function setZoom(value) {
    const figure = current();
    const before = figure.getBoundingClientRect();
    const view = sheets.getBoundingClientRect();
    // What stands in the middle of the window stays there.
    const down = (view.top + view.height / 2 - before.top) / before.height;
    const across = (view.left + view.width / 2 - before.left) / before.width;
    zoom = Math.min(MOST, Math.max(LEAST, value));
    sheets.style.setProperty("--zoom", zoom);
    const after = figure.getBoundingClientRect();
    sheets.scrollTop += after.top + down * after.height - view.top - view.height / 2;
    sheets.scrollLeft += after.left + across * after.width - view.left - view.width / 2;
  }

  function whole() {
    const paper = current().querySelector(".paper");
    setZoom((zoom * (sheets.clientHeight - 48)) / paper.getBoundingClientRect().height);
    current().scrollIntoView({ block: "start" });
  }

  const zooms = { in: () => setZoom(zoom * STEP), out: () => setZoom(zoom / STEP), width: () => setZoom(1), whole };
  for (const button of root.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => zooms[button.dataset.zoom]());

  function step(by) {
    const all = figures();
    const to = all[Math.min(all.length - 1, Math.max(0, all.indexOf(current()) + by))];
    to.scrollIntoView({ block: "start" });
    tell();
  }
  for (const button of root.querySelectorAll("[data-step]")) button.addEventListener("click", () => step(Number(button.dataset.step)));

  // Which page of how many is in view.
  const at = root.querySelector("[data-at]");
  function tell() {
    if (at) at.textContent = `${figures().indexOf(current()) + 1} / ${figures().length}`;
  }
  if (at) sheets.addEventListener("scroll", tell, { passive: true });

  // Turned for looking only: nothing is stored.
  function turn(by) {
    const paper = current().querySelector(".paper");
    const picture = paper.querySelector("img");
    const turned = (Number(paper.dataset.turned ?? 0) + by + 360) % 360;
    paper.dataset.turned = turned;
    paper.style.setProperty("--ratio", picture.naturalWidth / picture.naturalHeight || 1);
  }
  const turns = [...root.querySelectorAll("[data-look]")];
  for (const button of turns) button.addEventListener("click", () => turn(Number(button.dataset.look)));

  // Lines as read: fetched once, when they are first asked for, or text is to be selected or was searched for.
  async function lay(figure) {
    if (figure.dataset.laid) return;
    figure.dataset.laid = "yes";
    const answer = await fetch(figure.dataset.lines).catch(() => null);
    if (!answer || !answer.ok) return delete figure.dataset.laid;
    const layer = figure.querySelector(".layer");
    for (const [text, left, top, width, height, doubtful, found] of await answer.json()) {
      const line = document.createElement("span");
      line.className = doubtful ? "line doubtful" : "line";
      const letters = document.createElement("span");
      letters.append(...pieces([...text], found));
      line.append(letters);
      place(line, left, top, width, height);
      line.style.setProperty("--high", height);
      layer.append(line, "\n"); // copied text keeps its lines
    }
    fit(layer);
  }

  // Letters as wide as they stand on the picture, so that what is selected is what is seen.
  function fit(layer) {
    const all = [...layer.querySelectorAll(".line > span")];
    const widths = all.map((letters) => [letters.offsetWidth, letters.parentElement.clientWidth]);
    all.forEach((letters, n) => {
      const [text, room] = widths[n];
      if (text > 0 && room > 0) letters.style.setProperty("--stretch", room / text);
    });
  }

  boxes.addEventListener("click", async () => {
    const on = !sheets.classList.toggle("boxed") ? "false" : "true";
    boxes.setAttribute("aria-pressed", on);
    if (on === "true") await Promise.all(figures().map(lay));
  });

  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) lay(entry.target);
  }, { root: sheets });
  sheets.addEventListener("pointerenter", () => figures().forEach((figure) => seen.observe(figure)), { once: true });

  // What was searched for: all pages at once, so that going through the hits passes none by.
  const count = root.querySelector("[data-hits]");
  let hit = -1;
  const hits = () => [...sheets.querySelectorAll(".line mark")];
  function toHit(by) {
    const all = hits();
    if (!all.length) return;
    all[hit]?.classList.remove("here");
    hit = hit < 0 ? (by > 0 ? first(all) : all.length - 1) : (hit + by + all.length) % all.length;
    all[hit].classList.add("here");
    all[hit].scrollIntoView({ block: "center", inline: "center" });
    countHits(all);
    tell();
  }
  // The first one on the page in view, so that a link to a page keeps to it.
  const first = (all) => Math.max(0, all.findIndex((each) => current().contains(each)));
  function countHits(all) {
    const { some, none } = count.dataset;
    count.textContent = all.length ? some.replace("{at}", hit + 1).replace("{n}", all.length) : none;
  }
  async function search() {
    await Promise.all(figures().map(lay));
    countHits(hits());
    toHit(1);
  }
  if (count) search();
  for (const button of root.querySelectorAll("[data-hit]")) button.addEventListener("click", () => toHit(Number(button.dataset.hit)));

  function mark(field, scroll) {
    sheets.querySelector(".mark-here")?.remove();
    const figure = figures()[Number(field.dataset.page) - 1];
    if (!figure) return;
    const here = document.createElement("div");
    here.className = "mark-here";
    place(here, ...["left", "top", "width", "height"].map((side) => Number(field.dataset[side])));
    figure.querySelector(".paper").append(here);
    if (scroll) here.scrollIntoView({ block: "center", inline: "center" });
  }
  for (const field of root.querySelectorAll(".field[data-page]")) {
    field.addEventListener("pointerenter", () => mark(field, true));
    field.addEventListener("focus", () => mark(field, true));
    field.addEventListener("click", () => mark(field, true));
  }

  // Drag the paper about; over a line of text that selects it, unless Alt is held. Fingers scroll by themselves.
  let from = null;
  sheets.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch" || !event.target.closest(".paper")) return;
    if (!event.altKey && event.target.closest(".line")) return;
    from = { x: event.clientX, y: event.clientY, left: sheets.scrollLeft, top: sheets.scrollTop };
    sheets.setPointerCapture(event.pointerId);
    sheets.classList.add("dragged");
  });
  sheets.addEventListener("pointermove", (event) => {
    if (!from) return;
    sheets.scrollLeft = from.left - (event.clientX - from.x);
    sheets.scrollTop = from.top - (event.clientY - from.y);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    sheets.addEventListener(end, () => {
      from = null;
      sheets.classList.remove("dragged");
    });
  }
  sheets.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    setZoom(zoom * (event.deltaY < 0 ? STEP : 1 / STEP));
  }, { passive: false });

  const keys = {
    "+": zooms.in, "=": zooms.in, "-": zooms.out, 0: zooms.width, w: whole,
    b: () => boxes.click(), j: () => step(1), k: () => step(-1),
    ...(turns.length && { r: () => turn(90), R: () => turn(270) }), ...(count && { n: () => toHit(1), N: () => toHit(-1) }),
  };
  return { current, press: (key) => keys[key] && (keys[key](), true) };
}

// A line's characters as text and, where something was looked for, marks.
function pieces(characters, found) {
  const made = [];
  const between = (start, end) => characters.slice(start, end).join("");
  let at = 0;
  for (const [start, end] of found) {
    made.push(between(at, start), Object.assign(document.createElement("mark"), { textContent: between(start, end) }));
    at = end;
  }
  return [...made, between(at)];
}

function place(element, left, top, width, height) {
  const sides = { left, top, width, height };
  for (const [name, share] of Object.entries(sides)) element.style.setProperty(`--${name}`, share);
}
