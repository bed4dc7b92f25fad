// The page images beside a form: shown as wide as there is room, or at their own size.
export function attachViewer(desk) {
  const sheets = desk.querySelector(".sheets");
  const buttons = desk.querySelectorAll("[data-zoom]");
  for (const button of buttons) {
    button.addEventListener("click", () => {
      sheets.classList.toggle("full", button.dataset.zoom === "full");
      for (const each of buttons) each.setAttribute("aria-pressed", String(each === button));
    });
  }
}
