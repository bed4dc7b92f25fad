// The desk of the sample: zoom, keys, and units proposed while typing. Without it the form works all the same.
import { attachKeys } from "./keys.js";
import { attachUnits, typing } from "./units.js";
import { attachViewer } from "./viewer.js";

const viewer = attachViewer(document.querySelector(".desk"));
const form = document.querySelector("form.panel");
const units = attachUnits(form, () => {});
const explain = attachKeys(document);

// One verdict is sent once, however often the button is pressed.
form.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => delete form.dataset.sent);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter") {
    event.preventDefault(); // in a text field Enter would send the form once more
    return form.querySelector("button.primary").click();
  }
  if (event.key === "Escape" && typing(event)) return event.target.blur();
  if (event.ctrlKey || typing(event)) return;
  if (event.key === "?") return explain();
  if (document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  const picked = form.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (picked) picked.click();
  else if (key === "u") {
    event.preventDefault();
    units.focus();
  } else if (key === "n") document.querySelector('.actions [rel="next"]')?.click();
  else viewer.press(key);
});

document.querySelector(".desk").dataset.ready = "yes";
