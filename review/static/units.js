// Units proposed while typing: any written form, or an owner's full name. Enter takes the first one, arrows walk through them.
import { _ } from "./texts.js";

export function attachUnits(form, choose) {
  const text = form.querySelector("[data-units]");
  const hints = form.querySelector("#hints");

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
    small.textContent = owners.map((o) => _("%(owners)s（%(tenure)s）", { owners: o.name, tenure: o.period })).join(_("；"));
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
    timer = setTimeout(propose, 120);
  });

  function take(button) {
    if (button.dataset.unit) {
      text.value = button.dataset.unit;
      form.elements.estate.value = button.dataset.estate;
      choose("typed");
      hints.replaceChildren();
    }
    form.elements.owner.value = button.dataset.owner;
  }
  form.addEventListener("click", (event) => {
    const button = event.target.closest(".hint");
    if (button) take(button);
  });

  form.addEventListener("keydown", (event) => {
    const all = [...hints.querySelectorAll(".hint")];
    const at = all.indexOf(event.target);
    if (event.target !== text && at < 0) return;
    if (event.key === "ArrowDown" && all[at + 1]) (event.preventDefault(), all[at + 1].focus());
    else if (event.key === "ArrowUp" && at >= 0) (event.preventDefault(), (all[at - 1] ?? text).focus());
    else if (event.key === "Enter" && !event.ctrlKey && event.target === text && all.length) {
      event.preventDefault();
      take(all[0]);
    }
  });

  return { clear: () => ((text.value = ""), hints.replaceChildren()), focus: () => text.focus() };
}

// Whether a key was meant for a field that is being filled in.
export function typing(event) {
  const { tagName, type } = event.target;
  return event.altKey || event.metaKey || (/^(INPUT|SELECT|TEXTAREA)$/.test(tagName) && type !== "radio" && type !== "checkbox");
}
