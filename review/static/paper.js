// A document being read: keys of the viewer, and of what can be done with it. Without it links and pictures work all the same.
import { attachKeys } from "./keys.js";
import { typing } from "./units.js";
import { attachViewer } from "./viewer.js";

const root = document.querySelector(".desk");
const viewer = root.querySelector(".sheet") ? attachViewer(root) : { press: () => false };
const explain = attachKeys(root);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || typing(event)) return;
  if (event.key === "?") return explain();
  if (document.querySelector("dialog[open]")) return;
  const does = root.querySelector(`[data-press="${CSS.escape(event.key.toLowerCase())}"]`);
  if (does && !event.shiftKey) does.click();
  else if (!viewer.press(event.key)) return;
  event.preventDefault();
});

root.dataset.ready = "yes";
