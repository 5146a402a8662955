// The page of one person. The server sends all that she sees after each change; this file draws it and posts what she does.
const words = JSON.parse(document.getElementById("words").textContent);
const t = (key) => words.text[key] || key;
const $ = (id) => document.getElementById(id);

// The person: her number stands in the address, her name and language are kept by this browser.
const address = new URL(location.href);
let user = Number(address.searchParams.get("user"));
if (!Number.isSafeInteger(user) || user <= 0) {
  user = newNumber();
  address.searchParams.set("user", user);
  history.replaceState(null, "", address);
}
const startPayload = address.searchParams.get("start") || "";
const me = recall();

function newNumber() {
  return 1e9 + Math.floor(Math.random() * 8e9);
}

function recall() {
  const fresh = { name: "", language: words.lang };
  try {
    return { ...fresh, ...JSON.parse(localStorage.getItem("person " + user) || "{}") };
  } catch {
    return fresh;
  }
}

function remember() {
  try {
    localStorage.setItem("person " + user, JSON.stringify(me));
  } catch {
    // a browser may refuse to store; the name then lasts as long as the page
  }
}

function personAddress(number, ui) {
  const to = new URL(location.href);
  to.search = "";
  if (number) to.searchParams.set("user", number);
  if (ui) to.searchParams.set("ui", ui);
  return to.href;
}

async function post(what, fields) {
  try {
    const answer = await fetch("act/" + what, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ user, name: me.name, language: me.language, ...fields }),
    });
    if (answer.ok) return await answer.json();
    toast(t(answer.status === 409 ? "gone" : "failed"));
  } catch {
    toast(t("failed"));
  }
  return null;
}

// Live updates. EventSource comes back by itself unless the server refused; then we try again.
let stream;
let retry;
function listen() {
  clearTimeout(retry);
  if (stream) stream.close();
  stream = new EventSource("events?" + new URLSearchParams({ user, language: me.language }));
  stream.onopen = () => { setText($("connection"), ""); };
  stream.onmessage = (event) => draw(JSON.parse(event.data));
  stream.onerror = () => {
    setText($("connection"), t("connecting"));
    if (stream.readyState === EventSource.CLOSED) retry = setTimeout(listen, 2000);
  };
}

// Drawing. A message is drawn anew only when it changed, so that focus and the screen reader stay where they are.
const drawn = new Map(); // message id → {json, node}
let seen = null; // answered queries that were shown; null before the first event
let current = { blocked: false };

function draw(state) {
  current = state;
  document.title = state.bot_name + " – " + t("title");
  $("bot-name").textContent = state.bot_name;
  $("person-name").textContent = me.name || state.name || t("person");
  $("intro").hidden = (state.messages || []).length > 0;
  $("description").textContent = state.description || t("empty");
  $("blocked").hidden = !state.blocked;
  $("block").textContent = t(state.blocked ? "unblock" : "block");
  setText($("action"), state.action === "" ? "" : t(state.action === "typing" ? "typing" : "busy"));
  drawMessages(state.messages || [], waitingTaps(state.queries || []));
  drawCommands(state.commands || []);
  drawKeyboard(state.keyboard || []);
  showAnswers(state.queries || []);
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function waitingTaps(queries) {
  return new Set(queries.filter((q) => !q.answered).map((q) => q.message_id + " " + q.data));
}

function drawMessages(messages, waiting) {
  const log = $("log");
  const pane = log.parentElement;
  const follow = atEnd(pane);
  let added = false;
  const shown = new Set();
  for (const m of messages) {
    shown.add(m.id);
    const busy = (m.buttons || []).flat().map((b) => waiting.has(m.id + " " + b.data));
    const json = JSON.stringify([m, busy]);
    const old = drawn.get(m.id);
    if (old && old.json === json) continue;
    const node = drawMessage(m, waiting);
    if (old) {
      const focused = old.node.contains(document.activeElement);
      const label = focused && document.activeElement.textContent;
      old.node.replaceWith(node);
      if (focused) ([...node.querySelectorAll("button, a")].find((b) => b.textContent === label) || node).focus();
    } else {
      log.append(node);
      added = true;
    }
    drawn.set(m.id, { json, node });
  }
  for (const [id, old] of drawn) {
    if (!shown.has(id)) {
      if (old.node.contains(document.activeElement)) log.focus();
      old.node.remove();
      drawn.delete(id);
      if (editing === id) cancelEdit();
    }
  }
  if (added && follow) pane.scrollTop = pane.scrollHeight;
}

function atEnd(pane) {
  return pane.scrollHeight - pane.scrollTop - pane.clientHeight < 80;
}

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function drawMessage(m, waiting) {
  const node = element("li", "message" + (m.bot ? "" : " mine"));
  node.id = "m" + m.id;
  node.tabIndex = -1;
  const bubble = element("div", "bubble");
  bubble.append(element("span", "hidden", t(m.bot ? "bot" : "you") + " "));
  if (m.kind !== "text") bubble.append(element("p", "kind", "[" + t(m.kind) + "]"));
  if (m.text) {
    const text = element("p", "text", m.text);
    text.dir = "auto"; // each message follows its own first strong letter
    bubble.append(text);
  }
  bubble.append(drawNote(m));
  node.append(bubble);
  if (m.buttons) {
    const list = element("div", "buttons");
    for (const b of m.buttons.flat()) list.append(drawButton(m, b, waiting));
    node.append(list);
  }
  return node;
}

function drawNote(m) {
  const note = element("p", "note");
  const time = element("time", "", new Date(m.date).toLocaleTimeString(words.lang, { hour: "2-digit", minute: "2-digit" }));
  time.dateTime = m.date;
  note.append(time);
  if (m.edited) note.append(" · " + t("edited"));
  if (!m.bot && m.kind === "text") {
    const edit = element("button", "", t("edit"));
    edit.type = "button";
    edit.onclick = () => beginEdit(m);
    note.append(" ", edit);
  }
  return note;
}

function drawButton(m, b, waiting) {
  if (b.url && !ownLink(b.url)) {
    const link = element("a", "", b.text);
    link.href = /^[a-z]+:/i.test(b.url) ? b.url : "http://" + b.url;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.dir = "auto";
    return link;
  }
  const button = element("button", "", b.text);
  button.type = "button";
  button.dir = "auto";
  if (b.data) {
    button.dataset.data = b.data;
    if (waiting.has(m.id + " " + b.data)) {
      button.setAttribute("aria-busy", "true");
      button.append(element("span", "hidden", " " + t("waiting")));
    }
    button.onclick = () => {
      button.setAttribute("aria-busy", "true");
      post("tap", { message_id: m.id, data: b.data }).then((done) => done || button.removeAttribute("aria-busy"));
    };
  } else if (b.url) {
    button.onclick = () => say(("/start " + ownLink(b.url).payload).trim());
  } else if (b.copy) {
    button.onclick = () => navigator.clipboard.writeText(b.copy).then(() => toast(t("copied")), () => toast(b.copy));
  } else {
    button.onclick = () => toast(t("other"));
  }
  return button;
}

// ownLink finds links to this very bot, which a phone opens in the same chat.
function ownLink(url) {
  try {
    const to = new URL(/^[a-z]+:/i.test(url) ? url : "http://" + url);
    if (to.hostname !== "t.me" || to.pathname.slice(1).toLowerCase() !== (current.bot_username || "").toLowerCase()) return null;
    return { payload: to.searchParams.get("start") || "" };
  } catch {
    return null;
  }
}

let drawnCommands = "";
function drawCommands(commands) {
  const json = JSON.stringify(commands);
  if (json === drawnCommands) return;
  drawnCommands = json;
  const items = commands.map((c) => {
    const item = element("li");
    const button = element("button");
    button.type = "button";
    const name = element("bdi", "", "/" + c.command);
    const text = element("bdi", "", c.description);
    button.append(name, " – ", text);
    button.onclick = () => { $("menu").open = false; say("/" + c.command); };
    item.append(button);
    return item;
  });
  $("commands").replaceChildren(...(items.length ? items : [element("li", "", t("noCommands"))]));
}

function drawKeyboard(rows) {
  const box = $("keyboard");
  const json = JSON.stringify(rows);
  if (box.dataset.json === json) return;
  box.dataset.json = json;
  const pane = $("log").parentElement;
  const follow = atEnd(pane);
  box.hidden = rows.length === 0;
  box.replaceChildren(...rows.map((row) => {
    const line = element("div");
    for (const key of row) {
      const button = element("button", "", key.text);
      button.type = "button";
      button.dir = "auto";
      button.onclick = () => post("press", { text: key.text });
      line.append(button);
    }
    return line;
  }));
  if (follow) pane.scrollTop = pane.scrollHeight; // the keys have made it lower
}

// Answers to taps are shown once, and not those from before this page was opened.
function showAnswers(queries) {
  const first = seen === null;
  if (first) seen = new Set();
  for (const q of queries) {
    if (!q.answered || seen.has(q.id)) continue;
    seen.add(q.id);
    if (first) continue;
    if (q.url) showAlert(t("openLink"), q.url);
    else if (q.text && q.alert) showAlert(q.text);
    else if (q.text) toast(q.text);
  }
}

let toastTimer;
function toast(text) {
  clearTimeout(toastTimer);
  $("toast").textContent = text;
  toastTimer = setTimeout(() => { $("toast").textContent = ""; }, 4000);
}

function showAlert(text, link) {
  $("alert-text").textContent = text;
  $("alert-link").hidden = !link;
  if (link && /^https?:/i.test(link)) {
    $("alert-link").href = link;
    $("alert-link").textContent = link;
  }
  if (!$("alert").open) $("alert").showModal();
}

// What she does.
let editing = 0;

function say(text) {
  return post("say", { text });
}

function beginEdit(m) {
  editing = m.id;
  $("editing").hidden = false;
  $("text").value = m.text;
  $("text").focus();
}

function cancelEdit() {
  $("text").value = "";
  endEdit();
}

function endEdit() {
  editing = 0;
  $("editing").hidden = true;
}

$("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = $("text").value;
  if (!text.trim()) return;
  $("text").value = "";
  const done = await (editing ? post("edit", { message_id: editing, text }) : say(text));
  if (!done && !$("text").value) $("text").value = text;
  endEdit();
});

$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $("composer").requestSubmit();
  }
  if (event.key === "Escape" && editing) {
    cancelEdit();
  }
});
// Some keyboards put the line break in although Enter has sent the text.
$("text").addEventListener("input", () => {
  if ($("text").value === "\n") $("text").value = "";
});
$("cancel-edit").onclick = cancelEdit;
$("start").onclick = () => say(("/start " + startPayload).trim());

const kinds = ["voice", "photo", "sticker", "document", "location", "contact", "otherContact", "noTelegram", "video"];
const kindNames = { otherContact: "other contact", noTelegram: "unknown contact" };
const captioned = new Set(["voice", "photo", "document", "video"]);
for (const kind of kinds) {
  const item = element("li");
  const button = element("button", "", t(kind));
  button.type = "button";
  button.dataset.kind = kind;
  button.onclick = async () => {
    $("attach").open = false;
    // What stands in the text field goes along, as below a photo on a phone.
    const text = captioned.has(kind) && !editing ? $("text").value : "";
    if (text) $("text").value = "";
    const done = await post("media", { kind: kindNames[kind] || kind, text });
    if (!done && text && !$("text").value) $("text").value = text;
  };
  item.append(button);
  $("kinds").append(item);
}
for (const menu of [$("menu"), $("attach")]) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("toggle", () => {
    if (menu.open) (menu === $("menu") ? $("attach") : $("menu")).open = false;
  });
}

$("person").onclick = () => {
  $("name").value = me.name;
  $("language").value = me.language;
  $("person-dialog").showModal();
};
$("person-close").onclick = () => $("person-dialog").close();
$("person-form").addEventListener("submit", (event) => {
  event.preventDefault();
  me.name = $("name").value.trim();
  me.language = $("language").value.trim();
  remember();
  $("person-dialog").close();
  $("person-name").textContent = me.name || t("person");
  listen();
});
$("new-person").onclick = () => window.open(personAddress(newNumber(), words.lang), "_blank", "noopener");
$("block").onclick = () => { $("person-dialog").close(); post(current.blocked ? "unblock" : "block", {}); };
$("switch-ui").href = personAddress(user, t("switchTo"));

if (me.name) $("person-name").textContent = me.name;
listen();
