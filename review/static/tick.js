// The form of a sampled item: keys 1 to 9 tick, 0 ticks all, R goes to the remark, Enter records and goes on. Without it the form works all the same.
import { attachKeys } from "./keys.js";
import { typing } from "./units.js";
import { attachViewer } from "./viewer.js";

const viewer = attachViewer(document.querySelector(".desk"));
const form = document.querySelector("form.panel");
const ticks = [...form.querySelectorAll('input[type="checkbox"][data-key]')];
const remark = form.elements.remark;

// A missing tick asks for a remark; the browser says so before anything is sent.
function askRemark() {
  remark.required = ticks.some((tick) => !tick.checked);
}
for (const tick of ticks) tick.addEventListener("change", askRemark);
askRemark();

function tickAll() {
  const all = ticks.some((tick) => !tick.checked);
  for (const tick of ticks) tick.checked = all;
  askRemark();
}
form.querySelector("[data-all]").addEventListener("click", tickAll);

// One form is sent once, however often Enter is pressed.
form.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => delete form.dataset.sent);

const keys = document.getElementById("keys");
const explain = attachKeys(document);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey) return;
  if (event.key === "?" && !typing(event)) return explain();
  if (keys.open) return;
  if (event.key === "Enter") {
    if (event.target.closest("a, button, summary") || (typing(event) && event.target !== remark)) return;
    event.preventDefault();
    return form.requestSubmit(form.querySelector("button.primary"));
  }
  if (event.key === "Escape") return event.target.blur();
  if (typing(event)) return;
  const key = event.key.toLowerCase();
  const ticked = form.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (ticked) ticked.click();
  else if (key === "0") tickAll();
  else if (key === "r") {
    event.preventDefault();
    remark.focus();
  } else if (key === "n") document.querySelector('.actions [rel="next"]')?.click();
  else viewer.press(key);
});

document.querySelector(".desk").dataset.ready = "yes";
