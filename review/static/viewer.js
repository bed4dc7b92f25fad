// A document's pages: zoom, drag, turn to a page, lines as read laid over the picture (selectable), and a mark where a field stands.
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
  }

  // Lines as read: fetched once, when they are first asked for or text is to be selected.
  async function lay(figure) {
    if (figure.dataset.laid) return;
    figure.dataset.laid = "yes";
    const answer = await fetch(figure.dataset.lines).catch(() => null);
    if (!answer || !answer.ok) return delete figure.dataset.laid;
    const layer = figure.querySelector(".layer");
    for (const [text, left, top, width, height, doubtful] of await answer.json()) {
      const line = document.createElement("span");
      line.className = doubtful ? "line doubtful" : "line";
      line.textContent = text;
      place(line, left, top, width, height);
      line.style.setProperty("--high", height);
      layer.append(line);
    }
    fit(layer);
  }

  // Letters as wide as they stand on the picture, so that what is selected is what is seen.
  function fit(layer) {
    const lines = [...layer.querySelectorAll(".line")];
    const widths = lines.map((line) => [line.scrollWidth, line.clientWidth]);
    lines.forEach((line, n) => {
      const [text, room] = widths[n];
      if (text > 0 && room > 0) line.style.setProperty("--stretch", room / text);
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

  // Drag the paper about; text is selected with Alt or Shift held, or while boxes are shown.
  let from = null;
  sheets.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.altKey || event.shiftKey || sheets.classList.contains("boxed") || !event.target.closest(".paper")) return;
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
  };
  return { current, press: (key) => keys[key] && (keys[key](), true) };
}

function place(element, left, top, width, height) {
  const sides = { left, top, width, height };
  for (const [name, share] of Object.entries(sides)) element.style.setProperty(`--${name}`, share);
}
