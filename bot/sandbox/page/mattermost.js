// Mattermost, where the team works: the client of one of its people, with her channels, a thread beside the channel, and forms.
import { $, button, element, hidden, setText } from "./dom.js";
import * as form from "./form.js";
import { icon } from "./icons.js";
import { Pane } from "./pane.js";
import { post } from "./stream.js";
import { features, t } from "./words.js";

let sight = { username: "", channels: [], whispers: [], dialogs: [], people: [] };
let people = new Map(); // user name → {name, position, bot}
let here = ""; // the channel that is shown
let open = ""; // the root post whose thread is shown; "" for none
let channel; // the panes
let thread;
let from; // the post whose thread was opened by hand
let tapped; // the selector of the button that was tapped last
const busy = new Map(); // post id → the button that was tapped
const problems = new Map(); // post id → what went wrong there
const away = new Set(); // whispers that she has put away
const seen = new Map(); // user name, channel or root post → the time of the newest post there that she has seen
let change = () => {};
let news = () => {};

// who is the user name of whose client is shown: the one in the address, or that of the last time. "" lets the server choose.
export function who() {
  if (!features.mattermost) return null;
  if (sight.username) return sight.username;
  try {
    return new URL(location.href).searchParams.get("mattermost") || localStorage.getItem("mattermost") || "";
  } catch {
    return "";
  }
}

// begin shows the client. changed is called when somebody else is chosen, tell when she is mentioned.
export function begin(changed, tell) {
  if (!features.mattermost) return;
  change = changed;
  news = tell;
  const does = {
    tap, react, thread: showThread, edit: () => {}, hide: (p) => { away.add(p.id); redraw(); },
    remove: askToRemove, say, change: (p, text) => act("edit", { post: p.id, text }),
  };
  channel = new Pane("mattermost-channel", does);
  thread = new Pane("mattermost-thread", does);
  const close = thread.parts["pane-close"];
  close.hidden = false;
  close.onclick = closeThread;
  $("mattermost-who").onchange = () => become($("mattermost-who").value);
  $("mattermost-remove").addEventListener("close", () => {
    if ($("mattermost-remove").returnValue === "remove") act("delete", { post: $("mattermost-remove").dataset.post });
  });
  form.begin({ submit: (dialog, values) => act("submit", { dialog, values }), cancel: (dialog) => act("cancel", { dialog }), back });
}

const act = (what, fields) => post("client/" + what, { as: sight.username, ...fields });

function become(username) {
  sight = { ...sight, username, channels: [], whispers: [], dialogs: [] };
  here = open = "";
  try {
    localStorage.setItem("mattermost", username);
  } catch {
    // a browser may refuse to store; then the choice lasts as long as the page
  }
  const address = new URL(location.href);
  address.searchParams.set("mattermost", username);
  history.replaceState(null, "", address);
  redraw();
  change();
}

// draw shows what the server says that she sees.
export function draw(told) {
  sight = told;
  people = new Map(sight.people.map((p) => [p.username, p]));
  drawPeople();
  redraw();
}

function redraw() {
  if (!features.mattermost || !sight.username) return;
  const one = sight.channels.find((c) => c.id === here) || sight.channels[0];
  here = one?.id || "";
  $("mattermost-nothing").hidden = sight.channels.length > 0;
  setText($("mattermost-nothing"), sight.channels.length > 0 ? "" : t("noChannels"));
  const root = one?.posts.find((p) => p.id === open);
  if (!root) open = "";
  channel.root.hidden = !one;
  thread.root.hidden = !root;
  if (one) drawPanes(one, root);
  drawChannels();
  form.draw(sight.dialogs, visible());
}

// shown is called when the client comes into sight.
export function shown() {
  if (!features.mattermost) return;
  redraw();
  channel.posts.toEnd();
}

const visible = () => $("mattermost").offsetParent !== null;

function drawPanes(one, root) {
  const whispers = sight.whispers.filter((w) => w.channel === one.id && !away.has(w.id)).map((w) => ({ ...w, whisper: true }));
  channel.open(one.id, {
    title: one.title, log: t("postsIn", { name: one.title }), hint: t("writeIn", { name: one.title }), kind: t(one.private ? "privateChannel" : "publicChannel"),
  });
  if (visible()) note(one, root);
  channel.draw([...one.posts, ...whispers].sort((a, b) => a.at - b.at), about);
  if (!root) return;
  thread.open(root.id, { title: t("thread"), log: t("postsOfThread"), hint: t("writeReply"), kind: one.title });
  const replies = [...(root.replies || []), ...whispers.filter((w) => w.root === root.id)].sort((a, b) => a.at - b.at);
  thread.draw([{ ...root, replies: undefined }, ...replies], (p) => ({ ...about(p), threaded: true }));
}

// about is what is known beside a post.
function about(p) {
  return { me: sight.username, people, busy: busy.get(p.id), problem: problems.get(p.id), fresh: unseen(p.id, p.replies) > 0 };
}

// What she is called to and has not seen.
const key = (id) => sight.username + " " + id;
const unseen = (id, posts = []) => posts.filter((p) => (p.notified || []).includes(sight.username) && p.at > (seen.get(key(id)) || 0)).length;
const newest = (posts = []) => Math.max(0, ...posts.map((p) => p.at));
const calls = (c) => unseen(c.id, c.posts) + c.posts.reduce((n, p) => n + unseen(p.id, p.replies), 0);

function note(one, root) {
  seen.set(key(one.id), newest(one.posts));
  if (root) seen.set(key(root.id), newest(root.replies));
}

function drawChannels() {
  const focused = document.activeElement?.dataset?.channel;
  let all = 0;
  $("mattermost-channels").replaceChildren(...sight.channels.map((c) => {
    const n = calls(c);
    all += n;
    return button({ "data-channel": c.id, "aria-current": c.id === here ? "true" : null, onclick: () => showChannel(c.id) },
      c.private ? icon("lock") : null, element("bdi", {}, c.title),
      n > 0 ? element("span", { class: "count", title: t("mentionsOf", { n }) }, String(n), hidden(t("mentionsYou"))) : null);
  }));
  if (focused) document.querySelector(`[data-channel="${CSS.escape(focused)}"]`)?.focus();
  news(all > 0);
}

// Lists of the browser show text alone, so what stands in them keeps its direction by isolates.
const isolate = (text) => "\u2068" + text + "\u2069";

function drawPeople() {
  const list = sight.people.filter((p) => !p.bot);
  const json = JSON.stringify(list);
  const select = $("mattermost-who");
  if (select.dataset.drawn !== json) {
    select.dataset.drawn = json;
    select.replaceChildren(...list.map((p) => element("option", { value: p.username }, [p.name, p.position, "@" + p.username].filter(Boolean).map(isolate).join(" · "))));
  }
  if (sight.username) select.value = sight.username;
}

function showChannel(id) {
  here = id;
  open = "";
  redraw();
  channel.posts.toEnd();
}

function showThread(p) {
  from = p.id;
  open = p.root || p.id;
  redraw();
  thread.posts.toEnd();
  thread.parts.field.focus();
}

function closeThread() {
  open = "";
  redraw();
  (document.querySelector(`#mattermost-channel [data-post="${CSS.escape(from || "")}"] :is(.to-thread, .answer)`) || channel.parts.field).focus();
}

function say(pane, said) {
  return act("say", { channel: here, post: pane === thread ? open : "", ...said });
}

// tap presses a button of a card. What only she sees then comes by the stream.
async function tap(p, id) {
  if (busy.has(p.id)) return;
  busy.set(p.id, id);
  tapped = `[data-post="${CSS.escape(p.id)}"] [data-button="${CSS.escape(id)}"]`;
  problems.delete(p.id);
  redraw();
  const done = await act("tap", { post: p.id, button: id });
  busy.delete(p.id);
  if (!done.ok) problems.set(p.id, done.text || t("failed"));
  redraw();
}

// back gives the focus to the button that opened a form, or to the field where its command was written. The browser does so itself,
// unless the button has been drawn anew: then the focus stays within the form that is gone.
function back() {
  if (document.activeElement !== document.body && document.activeElement.checkVisibility()) return;
  ([...document.querySelectorAll(tapped || "#none")].find((n) => n.checkVisibility()) || channel.parts.field).focus();
}

async function react(p, emoji, put) {
  const done = await act(put ? "unreact" : "react", { post: p.id, emoji });
  if (!done.ok) problems.set(p.id, done.text || t("failed"));
}

function askToRemove(p) {
  $("mattermost-remove").dataset.post = p.id;
  $("mattermost-remove").returnValue = "";
  $("mattermost-remove").showModal();
}
