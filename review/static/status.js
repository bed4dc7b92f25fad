// Keeps the status page's figures and tables fresh; everything arrives as text and is set as text.
import { _ } from "./texts.js";

const EVERY = 3000;
const live = document.querySelector("[data-live]");

function fill(table, rows) {
  const body = table.tBodies[0];
  body.replaceChildren(
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
  document.querySelector(`[data-nothing="${table.dataset.table}"]`).hidden = rows.length > 0;
}

function over() {
  const link = document.createElement("a");
  link.href = "/sign-in";
  link.textContent = _("登录已过期，请重新登录");
  live.replaceChildren(link);
}

async function refresh() {
  try {
    const answer = await fetch("/api/status", { headers: { accept: "application/json" } });
    if (answer.status === 401) return over();
    if (!answer.ok) throw new Error(String(answer.status));
    const view = await answer.json();
    for (const place of document.querySelectorAll("[data-figure]")) {
      const text = view.figures[place.dataset.figure];
      if (text === undefined || place.textContent === text) continue;
      place.textContent = text;
      place.parentElement.classList.toggle("zero", text === "0");
    }
    document.querySelector("[data-share]").value = view.share;
    for (const table of document.querySelectorAll("[data-table]")) fill(table, view[table.dataset.table]);
    live.textContent = _("更新于 %(at)s", { at: new Date().toLocaleTimeString(document.documentElement.lang, { hour12: false }) });
  } catch {
    live.textContent = _("连接中断，正在重试；下面是最后一次的数字");
  }
  setTimeout(refresh, document.hidden ? EVERY * 5 : EVERY);
}

setTimeout(refresh, EVERY);
