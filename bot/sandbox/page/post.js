// One post at Mattermost: who wrote it, its text, cards with buttons, files and reactions.
import { button, element, hidden } from "./dom.js";
import { choices, emoji } from "./emoji.js";
import { drawFile } from "./attached.js";
import { icon } from "./icons.js";
import { render } from "./markdown.js";
import { page, t } from "./words.js";

// drawPost gives the node of a post. about is what the page knows beside it: {me, people, day, joined, busy, problem, threaded}.
// does are what a tap on it does: tap, react, thread, edit, remove, hide.
export function drawPost(p, about, does) {
  const mine = p.user === about.me;
  const node = element("li", { class: looksOf(p, about), "data-post": p.id });
  if (about.day) node.append(element("p", { class: "day" }, element("span", {}, about.day)));
  if (p.system) {
    node.append(element("p", { class: "small system", dir: "auto" }, p.text));
    return node;
  }
  const mention = (name) => nameOf(name, about);
  const body = element("div", { class: "post-body" }, head(p, about));
  if (p.text) body.append(element("div", { class: "post-text" }, ...render(p.text, mention)));
  body.append(...(p.cards || []).map((one) => card(p, one, about, does, mention)));
  body.append(...(p.files || []).map((file) => drawFile(file, about.me)));
  if (p.reactions) body.append(reactions(p, about));
  if (about.problem) body.append(element("p", { class: "problem", role: "alert", dir: "auto" }, about.problem));
  body.append(foot(p, about, does, mine));
  node.append(avatar(p, about), body);
  return node;
}

const whispered = (p) => !p.system && p.whisper;

function looksOf(p, about) {
  const called = (p.notified || []).includes(about.me);
  return "post" + (about.joined ? " joined" : "") + (whispered(p) ? " whisper" : "") + (called ? " mentions" : "");
}

function avatar(p, about) {
  const name = about.people.get(p.user)?.name || p.user;
  const node = element("span", { class: "avatar post-avatar" + (p.bot ? " of-bot" : ""), "aria-hidden": "true" });
  node.append(p.bot ? icon("bot") : [...name.trim()][0]?.toUpperCase() || "?");
  return node;
}

function head(p, about) {
  const person = about.people.get(p.user);
  return element("p", { class: "post-head" },
    element("bdi", { class: "post-who", title: "@" + p.user }, person?.name || p.user),
    p.bot ? element("span", { class: "tag" }, t("botKind")) : null,
    (p.notified || []).includes(about.me) ? element("span", { class: "tag called" }, t("mentionsYou")) : null,
    element("time", { class: "small", datetime: new Date(p.at).toISOString() }, page.time(new Date(p.at))),
    p.edited ? element("span", { class: "small" }, t("edited")) : null);
}

const everybody = new Set("channel all here".split(" "));

// nameOf marks the name of somebody; null when nobody has it.
function nameOf(name, about) {
  const all = everybody.has(name);
  if (!all && !about.people.has(name)) return null;
  return element("bdi", { class: "mention" + (name === about.me || all ? " me" : "") }, "@" + name);
}

function card(p, one, about, does, mention) {
  const node = element("div", { class: "card" });
  if (/^#[0-9a-f]{6}$/i.test(one.colour || "")) node.style.borderInlineStartColor = one.colour;
  if (one.title) node.append(element("div", { class: "card-title" }, ...render(one.title, () => null)));
  if (one.text) node.append(element("div", { class: "card-text" }, ...render(one.text, mention)));
  if (one.fields) {
    node.append(element("dl", { class: "card-fields" }, ...one.fields.map((f) => element("div", { class: f.short ? "short" : "" },
      element("dt", { dir: "auto" }, ...words(f.title)), element("dd", {}, ...render(f.text, () => null))))));
  }
  if (one.buttons) {
    node.append(element("div", { class: "card-buttons" }, ...one.buttons.map((b) => cardButton(p, b, about, does))));
  }
  if (!one.pretext) return node;
  return element("div", {}, element("div", { class: "post-text" }, ...render(one.pretext, mention)), node);
}

// words are those of a title, on one line.
const words = (text) => render(text.replace(/\n/g, " "), () => null).flatMap((block) => [...block.childNodes]);

function cardButton(p, b, about, does) {
  const busy = about.busy === b.id;
  return button({
    class: b.style === "primary" || b.style === "good" ? "main" : b.style === "danger" ? "danger" : null,
    dir: "auto", "data-button": b.id, "aria-busy": busy ? "true" : null, onclick: () => does.tap(p, b.id),
  }, b.label, busy ? hidden(t("waiting")) : null);
}

function reactions(p, about) {
  return element("ul", { class: "reactions" }, ...p.reactions.map((r) => {
    const names = r.users.map((u) => about.people.get(u)?.name || u);
    return element("li", { title: names.join(", "), class: r.users.includes(about.me) ? "own" : null },
      element("span", { role: "img", "aria-label": r.emoji.replaceAll("_", " ") }, emoji(r.emoji)), " ", String(r.users.length),
      hidden(names.map((n) => "\u2068" + n + "\u2069").join(", ")));
  }));
}

function foot(p, about, does, mine) {
  const foot = element("div", { class: "post-foot" });
  const act = (name, label, shape, onclick) => button({ class: name, "aria-label": label, title: label, onclick }, icon(shape));
  if (whispered(p)) {
    foot.append(element("span", { class: "small" }, t("onlyYou")), element("span", { class: "note" }, act("hide", t("hide"), "cross", () => does.hide(p))));
    return foot;
  }
  const replies = p.replies || [];
  if (!about.threaded && replies.length > 0) {
    foot.append(button({ class: "to-thread", onclick: () => does.thread(p) }, icon("reply"),
      element("span", {}, t("replies", { n: replies.length })),
      about.fresh ? element("span", { class: "tag called" }, t("mentionsYou")) : null));
  }
  const note = element("span", { class: "note" });
  if (!about.threaded && replies.length === 0) note.append(act("answer", t("reply"), "reply", () => does.thread(p)));
  note.append(reacting(p, about, does));
  if (mine) note.append(act("edit", t("edit"), "pencil", () => does.edit(p)), act("remove", t("delete"), "bin", () => does.remove(p)));
  foot.append(note);
  return foot;
}

// reacting opens beside its button what one can react with.
function reacting(p, about, does) {
  const put = (name) => (p.reactions || []).some((r) => r.emoji === name && r.users.includes(about.me));
  const list = element("span", { class: "choices", hidden: true }, ...choices.map((name) =>
    button({ class: "choice", "aria-pressed": String(put(name)), "aria-label": name.replaceAll("_", " "), onclick: () => does.react(p, name, put(name)) }, emoji(name))));
  const opener = button({ class: "react", "aria-label": t("react"), title: t("react"), "aria-expanded": "false" }, icon("smile"));
  opener.onclick = () => {
    list.hidden = !list.hidden;
    opener.setAttribute("aria-expanded", String(!list.hidden));
    if (!list.hidden) list.firstElementChild.focus();
  };
  list.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    list.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  });
  return element("span", { class: "reacting" }, opener, list);
}
