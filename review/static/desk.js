// The review desk: everything by keyboard, the next document fetched ahead and shown at once, decisions sent behind it.
// Without it links and forms work all the same.
import { attachKeys } from "./keys.js";
import { _ } from "./texts.js";
import { attachUnits, typing } from "./units.js";
import { attachViewer } from "./viewer.js";

const HOLD_MS = 60_000;
const main = document.querySelector("main");
const keys = document.getElementById("keys");

let desk, viewer, units, form, ahead, holding, explain;
let last = ""; // the address that takes the last decision back
const underway = new Set(); // decisions sent and not yet answered

function attach() {
  desk = main.querySelector(".desk");
  form = desk.querySelector("form.panel");
  viewer = attachViewer(desk);
  units = attachUnits(form, choose);
  ahead = null;
  form.addEventListener("submit", submit);
  // A proposal chosen after typing means that the typing is given up.
  for (const radio of form.querySelectorAll('input[name="choice"]')) {
    radio.addEventListener("change", () => (radio.value === "typed" ? units.focus() : units.clear()));
  }
  explain = attachKeys(desk);
  for (const link of desk.querySelectorAll('a[rel="next"], a[rel="prev"]')) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(link.getAttribute("href"));
    });
  }
  document.title = `${_("复核 %(id)s", { id: desk.dataset.document })} · ${document.title.split(" · ").at(-1)}`;
  document.querySelector('.tongues [name="next"]').value = location.pathname + location.search; // where a switch of the tongue returns to
  hold();
  fetchAhead();
  desk.dataset.ready = "yes";
}

function choose(value) {
  const radio = form.querySelector(`input[name="choice"][value="${value}"]`);
  if (radio) radio.checked = true;
}

// --- the next document, fetched and kept for this window while this one is looked at

const TRIES = 5; // how often another window may be quicker before the server is asked only when the key is pressed

async function fetchAhead() {
  const mine = desk;
  for (let tries = 0; tries < TRIES && mine === desk && mine.dataset.next; tries++) {
    const address = mine.dataset.next;
    const asked = { address, number: numberIn(address), node: part(address) };
    ahead = asked;
    asked.node.catch(() => {}); // go() asks once more and then says what is wrong
    const told = await keep(asked.number);
    if (told?.mine !== false && !told?.error) return asked.node.then(() => (mine.dataset.ahead = "yes"), () => {});
    const fresh = await part(mine.dataset.address).catch(() => null); // another window has it: what comes next now?
    if (!fresh || mine !== desk) return;
    leadTo(mine, fresh.dataset.next);
  }
}

function leadTo(mine, address) {
  const link = mine.querySelector('a[rel="next"]');
  if (address) {
    mine.dataset.next = address;
    link?.setAttribute("href", address);
  } else {
    delete mine.dataset.next;
    link?.remove();
    ahead = null;
  }
}

const numberIn = (address) => address.match(/\d+/)[0];

async function part(address) {
  const answer = await fetch(`${address}${address.includes("?") ? "&" : "?"}part=true`);
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  const node = holder.content.querySelector(".desk");
  const first = node?.querySelector(".paper img");
  if (first) await Object.assign(new Image(), { src: first.getAttribute("src") }).decode().catch(() => {}); // in the browser's store by then
  return node;
}

async function go(address, { push = true, after = null } = {}) {
  leave(address);
  main.setAttribute("aria-busy", "true");
  const fetched = ahead?.address === address ? await ahead.node.catch(() => null) : null;
  const node = fetched ?? (await part(address).catch(() => null));
  if (!node) return letBrowserGo(push ? "/review/next" + query() : address, after);
  const said = [...desk.querySelectorAll(".notices [data-sent]")];
  desk.replaceWith(node);
  node.querySelector(".notices").append(...said);
  main.removeAttribute("aria-busy");
  if (push) history.pushState({}, "", address);
  attach();
  desk.querySelector("h1").focus({ preventScroll: true });
}

// It has left the queue, the session is over, or the net is down: the browser says which. But first what became of the decisions is
// learnt: nobody is led away from one that was not saved.
async function letBrowserGo(address, after) {
  const told = await Promise.all([after, ...underway]);
  main.removeAttribute("aria-busy");
  if (told.includes(false)) return hold();
  const done = after && `${address.includes("?") ? "&" : "?"}done=${numberIn(last)}`;
  location.assign(address + (done ?? ""));
}

addEventListener("popstate", () => go(location.pathname + location.search, { push: false }));

const formToken = document.querySelector('meta[name="form-token"]').content;

// --- decisions

function submit(event) {
  event.preventDefault();
  const action = event.submitter?.value ?? "file";
  if (form.dataset.sent) return; // one decision is sent once, however often the button is pressed
  form.dataset.sent = "yes";
  const sent = { address: form.getAttribute("action"), body: new URLSearchParams(new FormData(form)), at: desk.dataset.address };
  sent.body.set("action", action);
  const next = desk.dataset.next ?? desk.dataset.previous;
  if (sent.body.get("like")) return send(sent).then((done) => done && location.assign(new URL("/review/next", location).pathname + query()));
  const done = send(sent);
  underway.add(done);
  done.finally(() => underway.delete(done));
  if (next) go(next, { after: done });
  else done.then((well) => well && location.assign(`/review${query()}${query() ? "&" : "?"}done=${numberIn(last)}`));
}

function query() {
  return location.search.replace(/([?&])(done|error|part)=[^&]*/g, "$1").replace(/[?&]+$/, "");
}

async function send(sent) {
  const headers = { accept: "application/json" };
  let told = null;
  try {
    const answer = await fetch(sent.address, { method: "POST", body: sent.body, headers, keepalive: true }); // closing the window does not lose it
    if (answer.redirected) return location.assign(answer.url);
    if (answer.status === 401) return over(sent);
    told = await answer.json();
  } catch {
    return refuse(sent, _("决定没有送到（网络或服务中断），请重试。"), true);
  }
  if (told.error) return refuse(sent, told.error, false);
  last = `/documents/${told.document}/undo${query()}`;
  notice("good", told.message, [_("撤销"), "z", takeBack]);
  return true;
}

function refuse(sent, words, again) {
  const number = numberIn(sent.at);
  const back = [_("回到该件"), "", () => location.assign(sent.at)];
  const retry = [_("重新提交"), "", (_event, box) => (box.remove(), send(sent))];
  notice("bad", _("文件 %(id)s 未保存：%(why)s", { id: number, why: words }), back, ...(again ? [retry] : []));
  if (number === desk.dataset.document) delete form.dataset.sent;
  else letGo(number);
  return false;
}

function over(sent) {
  const again = [_("重新登录"), "", () => location.assign(`/sign-in?next=${encodeURIComponent(sent.at)}`)];
  notice("bad", _("登录已过期，决定没有保存。"), again);
  delete form.dataset.sent;
  return false;
}

function notice(tone, words, ...buttons) {
  const box = document.createElement("p");
  box.className = `notice ${tone}`;
  box.dataset.sent = tone;
  box.setAttribute("role", tone === "bad" ? "alert" : "status");
  box.append(words, " ");
  for (const [name, key, press] of buttons) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(name);
    if (key) {
      const hint = document.createElement("kbd");
      hint.textContent = key.toUpperCase();
      button.append(" ", hint);
      button.dataset.press = key;
    }
    button.addEventListener("click", (event) => press(event, box));
    box.append(button, " ");
  }
  const notices = main.querySelector(".notices");
  for (const old of notices.querySelectorAll('[data-sent="good"]')) old.remove();
  notices.prepend(box);
}

function takeBack() {
  const undo = document.createElement("form");
  undo.method = "post";
  undo.action = last;
  undo.append(Object.assign(document.createElement("input"), { type: "hidden", name: "form_token", value: formToken }));
  document.body.append(undo);
  undo.submit();
}

// --- whose hands are on it

async function keep(number) {
  const answer = await fetch(`/review/${number}/hold`, { method: "POST", headers: { "x-form-token": formToken } }).catch(() => null);
  return answer?.json().catch(() => null);
}

async function hold() {
  clearInterval(holding);
  const mine = desk;
  const ask = async () => {
    const told = await keep(mine.dataset.document);
    if (!told || mine !== desk || form.dataset.sent) return;
    mine.querySelector("[data-held]")?.remove();
    if (told.error) notice("warn", told.error);
    else if (told.mine) mine.dataset.mine = "yes";
    if (told.mine === false) {
      notice("warn", _("%(holder)s 正在处理这份文件。可先看下一件，或等对方离开。", { holder: told.holder }));
      mine.querySelector('.notices [data-sent="warn"]').dataset.held = "";
    } else if (told.mine && String(told.version) !== mine.dataset.version) {
      notice("warn", _("这份文件在打开之后已有变动。"), [_("重新载入"), "", () => location.reload()]);
    }
  };
  holding = setInterval(() => (ask(), ahead && keep(ahead.number)), HOLD_MS);
  await ask();
}

// What is being decided is let go by its decision: let go before, another window could take it in between.
function leave(to) {
  clearInterval(holding);
  if (!form.dataset.sent) letGo(desk.dataset.document);
  if (ahead && ahead.address !== to) letGo(ahead.number);
}
addEventListener("pagehide", () => leave());

function letGo(number) {
  navigator.sendBeacon(`/review/${number}/leave`, new URLSearchParams({ form_token: formToken }));
}

// --- keys

const press = (selector) => () => desk.querySelector(selector)?.click();
const ofPage = (name) => () => viewer.current().querySelector(name)?.click();
const byKey = {
  n: () => desk.dataset.next && go(desk.dataset.next),
  p: () => desk.dataset.previous && go(desk.dataset.previous),
  u: () => units.focus(),
  r: ofPage("[data-turn]"),
  R: ofPage(".tools button"),
  c: ofPage("[data-split]"),
  v: ofPage("[data-blank]"),
  a: press("[data-join-after]"),
  A: press("[data-join-before]"),
  "?": () => explain(),
  Enter: press("button.primary"),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter") {
    event.preventDefault(); // in a text field Enter would send the form once more
    return form.querySelector("button.primary").click();
  }
  if (event.key === "Escape" && typing(event)) return event.target.blur();
  if (event.ctrlKey || typing(event) || (event.key === "Enter" && /^(BUTTON|A|SUMMARY)$/.test(event.target.tagName))) return;
  if (keys.open && event.key !== "?") return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const picked = form.querySelector(`[data-key="${CSS.escape(key)}"], [data-press="${CSS.escape(key)}"]`);
  const field = form.querySelector(`[data-focus="${CSS.escape(key)}"]`);
  const does = byKey[event.key] ?? byKey[key];
  if (event.shiftKey && !byKey[event.key]) return;
  if (picked) picked.click();
  else if (field) field.focus();
  else if (does) does();
  else if (!viewer.press(event.key)) return;
  event.preventDefault();
});

attach();
