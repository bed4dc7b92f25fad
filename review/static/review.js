// The desk where a person decides or checks one document: zoom, keys, and units proposed while typing. Without it the form works all the same.
import { attachViewer } from "./viewer.js";

attachViewer(document.querySelector(".desk"));
const form = document.querySelector("form.panel");
const text = form.querySelector("[data-units]");
const hints = document.getElementById("hints");

function choose(value) {
  const radio = form.querySelector(`input[name="choice"][value="${value}"]`);
  if (radio) radio.checked = true;
  return radio;
}

function hint({ estate, text: name, owners }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "hint";
  button.dataset.estate = estate;
  button.dataset.unit = name;
  button.dataset.owner = owners.length === 1 ? owners[0].name : "";
  const bold = document.createElement("b");
  bold.textContent = `${estate} ${name}`;
  const small = document.createElement("small");
  small.textContent = owners.map((o) => `${o.name}（${o.period}）`).join("；");
  button.append(bold, " ", small);
  return button;
}

let asked = 0;
async function propose() {
  const mine = ++asked;
  const words = text.value.trim();
  if (!words) return hints.replaceChildren();
  const answer = await fetch(`/api/units?q=${encodeURIComponent(words)}`).catch(() => null);
  if (mine !== asked || !answer || !answer.ok) return;
  const found = await answer.json();
  if (mine === asked) hints.replaceChildren(...found.map(hint));
}

let timer = 0;
text.addEventListener("input", () => {
  if (text.value.trim()) choose("typed");
  clearTimeout(timer);
  timer = setTimeout(propose, 150);
});
// A proposal chosen after typing means that the typing is given up.
for (const radio of form.querySelectorAll('input[name="choice"]')) {
  radio.addEventListener("change", () => {
    if (radio.value === "typed") return text.focus();
    text.value = "";
    hints.replaceChildren();
  });
}

form.addEventListener("click", (event) => {
  const button = event.target.closest(".hint");
  if (!button) return;
  if (button.dataset.unit) {
    text.value = button.dataset.unit;
    form.elements.estate.value = button.dataset.estate;
    choose("typed");
    hints.replaceChildren();
  }
  form.elements.owner.value = button.dataset.owner;
});

// One decision is sent once, however often the button is pressed.
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
  if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "radio") return;
  const key = event.key.toLowerCase();
  const picked = form.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (picked) picked.click();
  else if (key === "u") { event.preventDefault(); text.focus(); }
  else if (key === "n") document.querySelector('.actions [rel="next"]')?.click();
  else if (key === "p") document.querySelector('.actions [rel="prev"]')?.click();
});
