// The messages of one phone. A message is drawn anew only when it changed, so that focus and the screen reader stay
// where they are.
import { button, element, hidden, toast } from "./dom.js";
import { icon } from "./icons.js";
import { drawMedia, pictureOf } from "./media.js";

export class Chat {
  // does is what a person can do with a message: tap, say, edit, reply.
  constructor(log, list, newest, does) {
    Object.assign(this, { log, list, newest, does });
    this.drawn = new Map(); // message id → {json, node}
    this.first = true;
    newest.onclick = () => { this.toEnd(); log.focus(); };
    this.following = true; // the newest message is in sight and is to stay so
    this.height = log.clientHeight;
    // When keys appear below, the log becomes lower: that is not her scrolling away.
    log.addEventListener("scroll", () => { if (log.clientHeight === this.height) this.offerNewest(); }, { passive: true });
    new ResizeObserver(() => {
      this.height = log.clientHeight;
      if (this.following) this.toEnd();
    }).observe(log);
  }

  // forget empties the chat: somebody else holds the phone.
  forget() {
    this.drawn.clear();
    this.list.replaceChildren();
    this.first = true;
    this.log.setAttribute("aria-live", "off");
  }

  // draw shows the messages and says how many of the bot's are new.
  draw(messages, waiting, speech, username, user) {
    this.speech = speech;
    this.user = user;
    this.username = username;
    const shown = new Set();
    const quotes = new Map(messages.map((m) => [m.id, quoteOf(m, speech)]));
    let news = 0;
    let mine = false;
    messages.forEach((m, i) => {
      shown.add(m.id);
      const context = this.contextOf(m, messages[i - 1], quotes);
      const busy = (m.buttons || []).flat().map((b) => waiting.has(m.id + " " + b.data));
      const json = JSON.stringify([m, context, busy, speech.lang]);
      const old = this.drawn.get(m.id);
      if (old?.json === json) return;
      const node = this.message(m, context, waiting);
      if (old) {
        this.replace(old.node, node);
      } else {
        this.list.append(node);
        if (m.bot) news++;
        else mine = true;
      }
      this.drawn.set(m.id, { json, node });
    });
    this.drop(shown);
    if (mine || this.following) this.toEnd();
    this.offerNewest();
    if (this.first) {
      news = 0;
      // What was there when the page was opened is not read out.
      requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
    }
    this.first = false;
    return news;
  }

  // contextOf is what a message's neighbours mean for its look.
  contextOf(m, before, quotes) {
    const day = this.speech.day(new Date(m.date));
    const newDay = !before || this.speech.day(new Date(before.date)) !== day;
    return { day: newDay ? day : "", joined: !newDay && before?.bot === m.bot, quote: quotes.get(m.reply_to) ?? "", picked: Boolean(pictureOf(m)) };
  }

  replace(old, node) {
    const focused = old.contains(document.activeElement);
    const label = focused && document.activeElement.textContent;
    old.replaceWith(node);
    node.classList.add("still");
    if (focused) ([...node.querySelectorAll("button, a")].find((b) => b.textContent === label) || this.log).focus();
  }

  drop(shown) {
    for (const [id, old] of this.drawn) {
      if (shown.has(id)) continue;
      if (old.node.contains(document.activeElement)) this.log.focus();
      old.node.remove();
      this.drawn.delete(id);
      this.does.gone(id);
    }
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.following = true;
    this.newest.hidden = true;
  }

  offerNewest() {
    this.following = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
    this.newest.hidden = this.following;
  }

  message(m, context, waiting) {
    const { t } = this.speech;
    const node = element("li", { class: "message" + (m.bot ? "" : " mine") + (context.joined ? " joined" : ""), "data-id": m.id });
    if (context.day) node.append(element("p", { class: "day" }, element("span", {}, context.day)));
    const bubble = element("div", { class: "bubble" + (m.kind === "sticker" || m.kind === "dice" ? " bare" : "") }, hidden(t(m.bot ? "bot" : "you")));
    if (context.quote) bubble.append(element("p", { class: "quote", dir: "auto" }, hidden(t("replyTo")), context.quote));
    if (m.kind !== "text") bubble.append(drawMedia(m, this.speech, this.user));
    if (m.text) bubble.append(this.text(m.text));
    bubble.append(this.note(m));
    node.append(bubble);
    if (m.buttons) node.append(this.buttons(m, waiting));
    return node;
  }

  // text makes links of addresses, and buttons of the bot's commands and of links to it. Each message follows its own first strong letter.
  text(text) {
    const node = element("p", { class: "text", dir: "auto" });
    let at = 0;
    for (const found of text.matchAll(/https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\u2069]|(?<![\w/.:])\/[a-z][a-z0-9_]{0,31}(?![\w/])/g)) {
      const what = found[0];
      node.append(text.slice(at, found.index));
      const own = what.startsWith("/") ? what : this.startOf(what);
      at = found.index + what.length;
      if (own) {
        const end = /^\u2069?[.,;:!?)،؛؟»”]*/.exec(text.slice(at))[0];
        node.append(element("span", { class: "whole" }, button({ class: "command", dir: "ltr", onclick: () => this.does.say(own) }, what), end));
        at += end.length;
      } else {
        node.append(element("a", { href: what, target: "_blank", rel: "noopener noreferrer", dir: "ltr" }, what));
      }
    }
    node.append(text.slice(at));
    return node;
  }

  note(m) {
    const { t } = this.speech;
    const date = new Date(m.date);
    const note = element("p", { class: "note" });
    const act = (name, label, shape, onclick) => note.append(button({ class: name, "aria-label": label, title: label, onclick }, icon(shape)));
    act("reply", t("reply"), "reply", () => this.does.reply(m));
    if (!m.bot && (m.kind === "text" || m.text)) act("edit", t("edit"), "pencil", () => this.does.edit(m));
    if (m.edited) note.append(element("span", {}, t("edited")));
    note.append(element("time", { datetime: m.date }, this.speech.time(date)));
    return note;
  }

  buttons(m, waiting) {
    const list = element("div", { class: "buttons" });
    for (const row of m.buttons) list.append(element("div", { class: "line" }, ...row.map((b) => this.button(m, b, waiting))));
    return list;
  }

  button(m, b, waiting) {
    const { t } = this.speech;
    const own = b.url && this.startOf(b.url);
    if (b.url && !own) {
      return element("a", { href: absolute(b.url), target: "_blank", rel: "noopener noreferrer", dir: "auto" }, b.text);
    }
    const node = button({ dir: "auto" }, b.text);
    if (b.data) {
      node.dataset.data = b.data;
      if (waiting.has(m.id + " " + b.data)) {
        node.setAttribute("aria-busy", "true");
        node.append(hidden(t("waiting")));
      }
      node.onclick = async () => {
        node.setAttribute("aria-busy", "true");
        if (!(await this.does.tap(m.id, b.data))) node.removeAttribute("aria-busy");
      };
    } else if (own) {
      node.onclick = () => this.does.say(own);
    } else if (b.copy) {
      node.onclick = () => navigator.clipboard.writeText(b.copy).then(() => toast(t("copied")), () => toast(b.copy));
    } else {
      node.onclick = () => toast(t("other"));
    }
    return node;
  }

  // startOf is what a link to this very bot says, which a phone opens in the same chat; "" for another link.
  startOf(url) {
    try {
      const to = new URL(absolute(url));
      if (to.hostname !== "t.me" || to.pathname.slice(1).toLowerCase() !== (this.username || "").toLowerCase()) return "";
      return ("/start " + (to.searchParams.get("start") || "")).trim();
    } catch {
      return "";
    }
  }
}

// quoteOf is what stands for a message where it is replied to.
export function quoteOf(m, speech) {
  const word = m.kind === "contact" ? "aContact" : m.kind;
  return m.text || (speech.has(word) ? speech.t(word) : word);
}

function absolute(url) {
  return /^[a-z]+:/i.test(url) ? url : "http://" + url;
}
