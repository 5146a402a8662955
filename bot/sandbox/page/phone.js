// One phone: a chat of one person with the bot. Its words are those of its owner's language.
import { Chat, quoteOf } from "./chat.js";
import { $, alertBox, button, dress, element, hidden, popup, setText, toast } from "./dom.js";
import { icon } from "./icons.js";
import { pictures } from "./media.js";
import { post } from "./stream.js";
import { page, speak, t } from "./words.js";

// kinds are what the attach menu offers: [word, icon, what the sandbox calls it].
const kinds = [
  ["photo", "picture", "photo"], ["ownPhoto", "folder", ""], ["voice", "voice", "voice"], ["document", "paper", "document"],
  ["location", "place", "location"], ["contact", "person", "contact"], ["otherContact", "people", "other contact"],
  ["noTelegram", "people", "unknown contact"], ["sticker", "smile", "sticker"], ["video", "film", "video"],
];
const captioned = new Set(["voice", "photo", "document", "video"]);

export class Phone {
  // tells are called when something happens that others want to know: news, owner (her button was pressed), picture (one was
  // picked).
  constructor(side, person, startPayload, tells) {
    Object.assign(this, { side, person, startPayload, tells });
    this.root = $(side);
    this.root.append($("phone").content.cloneNode(true));
    this.editing = 0;
    this.replying = null; // the message that the next one is a reply to
    this.state = { messages: [], queries: [], commands: [], keyboard: [] };
    const find = (name) => this.root.querySelector("." + name);
    this.parts = Object.fromEntries(["owner", "owner-name", "owner-language", "frame", "bar-time", "bot-name", "bot-state", "owner-button", "initial",
      "log", "intro", "description", "messages", "newest", "editing", "cancel-edit", "replying", "reply-quote", "cancel-reply", "composer", "menu", "commands", "attach", "kinds", "field",
      "file", "start", "blocked", "unblock", "keyboard"].map((name) => [name, find(name)]));
    this.parts.owner.id = side + "-owner";
    this.root.setAttribute("aria-labelledby", this.parts.owner.id);
    this.chat = new Chat(this.parts.log, this.parts.messages, this.parts.newest, {
      tap: (id, data) => this.act("tap", { message_id: id, data }),
      say: (text) => this.say(text),
      edit: (m) => this.beginEdit(m),
      reply: (m) => this.beginReply(m),
      gone: (id) => {
        if (this.editing === id) this.endEdit(true);
        if (this.replying?.id === id) this.endReply();
      },
    });
    this.parts["reply-quote"].id = side + "-reply";
    this.commandsPopup = popup(this.parts.menu, this.parts.commands, side + "-commands");
    this.kindsPopup = popup(this.parts.attach, this.parts.kinds, side + "-kinds");
    this.listen();
    this.hand(person);
  }

  // hand gives the phone to a person, or to the same one after she has changed something.
  hand(person) {
    const other = this.person.user !== person.user;
    this.person = person;
    this.speech = speak(person.lang);
    const { parts, speech } = this;
    parts.frame.lang = speech.lang;
    parts.frame.dir = speech.dir;
    setText(parts["owner-name"], person.name);
    setText(parts["owner-language"], speech.name);
    parts["owner-language"].lang = speech.lang;
    setText(parts.initial, [...person.name.trim()][0] || "?");
    const label = speech.t("ownerButton", { name: person.name });
    parts["owner-button"].setAttribute("aria-label", label);
    parts["owner-button"].title = label;
    parts.log.setAttribute("aria-label", speech.t("messages", { name: person.name }));
    dress(this.root, speech.t);
    this.drawKinds();
    this.commandsDrawn = this.keysDrawn = "";
    if (other) {
      this.chat.forget();
      this.seen = null;
      this.endEdit(true);
      this.endReply();
    }
  }

  async act(what, fields) {
    const { user, name, code } = this.person;
    const done = await post("act/" + what, { user, name, language: code, ...fields });
    if (done.ok) return done;
    toast(t(done.status === 409 && (what === "tap" || what === "press") ? "gone" : "failed"));
    return null;
  }

  say(text, replyTo = null) {
    return this.act("say", { text, reply_to: replyTo?.id });
  }

  // draw shows what the server says that she sees.
  draw(state) {
    const { parts, speech } = this;
    this.state = { ...state, messages: state.messages || [], queries: state.queries || [], commands: state.commands || [], keyboard: state.keyboard || [] };
    const empty = this.state.messages.length === 0;
    setText(parts["bot-name"].firstElementChild, state.bot_name);
    setText(parts["bot-state"], state.action === "" ? speech.t("botKind") : speech.t(state.action === "typing" ? "typing" : "busy"));
    parts["bot-state"].classList.toggle("acting", state.action !== "");
    parts.intro.hidden = !empty;
    setText(parts.description, state.description || speech.t("empty", { name: this.person.name }));
    parts.start.hidden = !empty || state.blocked;
    parts.blocked.hidden = !state.blocked;
    parts.composer.hidden = empty || state.blocked;
    const waiting = new Set(this.state.queries.filter((q) => !q.answered).map((q) => q.message_id + " " + q.data));
    this.drawCommands(this.state.commands);
    const news = this.chat.draw(this.state.messages, waiting, speech, state.bot_username, this.person.user);
    this.drawKeyboard(this.state.keyboard);
    if (this.chat.following) this.chat.toEnd();
    this.showAnswers(this.state.queries);
    if (news > 0) this.tells.news(this);
  }

  drawCommands(commands) {
    const json = JSON.stringify(commands);
    if (json === this.commandsDrawn) return;
    this.commandsDrawn = json;
    const items = commands.map((c) => element("li", {}, button({ onclick: () => { this.commandsPopup.close(); this.say("/" + c.command); } },
      element("bdi", { class: "command-name" }, "/" + c.command), element("bdi", {}, c.description))));
    this.parts.commands.replaceChildren(...(items.length ? items : [element("li", { class: "small" }, this.speech.t("noCommands"))]));
  }

  drawKinds() {
    this.parts.kinds.replaceChildren(...kinds.map(([word, shape, kind]) => element("li", {},
      button({ "data-kind": word, onclick: () => this.attach(kind) }, icon(shape), element("span", {}, this.speech.t(word))))));
  }

  drawKeyboard(rows) {
    const json = JSON.stringify(rows);
    if (json === this.keysDrawn) return;
    this.keysDrawn = json;
    this.parts.keyboard.hidden = rows.length === 0;
    this.parts.keyboard.replaceChildren(...rows.map((row) => element("div", { class: "line" },
      ...row.map((key) => button({ dir: "auto", onclick: () => this.act("press", { text: key.text }) }, key.text,
        key.contact ? hidden(this.speech.t("sharesContact")) : null, key.location ? hidden(this.speech.t("sharesPlace")) : null)))));
  }

  // Answers to taps are shown once, and not those from before this page was opened.
  showAnswers(queries) {
    const first = this.seen === null || this.seen === undefined;
    if (first) this.seen = new Set();
    for (const q of queries) {
      if (!q.answered || this.seen.has(q.id)) continue;
      this.seen.add(q.id);
      if (first) continue;
      if (q.url) alertBox(t("openLink"), q.url);
      else if (q.text && q.alert) alertBox(q.text);
      else if (q.text) toast(q.text);
    }
  }

  // What stands in the text field goes along, as below a photo on a phone.
  async attach(kind) {
    this.kindsPopup.close();
    if (!kind) {
      this.parts.file.value = "";
      this.parts.file.click();
      return;
    }
    await this.sendMedia(kind, "");
  }

  async sendMedia(kind, picture) {
    const field = this.parts.field;
    const text = captioned.has(kind) && !this.editing ? field.value : "";
    if (text) field.value = "";
    const replyTo = this.replying;
    this.endReply();
    const done = await this.act("media", { kind, text, reply_to: replyTo?.id, content: picture.slice(picture.indexOf(",") + 1) });
    if (!done) this.takeBack(text, replyTo);
    if (done && picture) {
      pictures.set(done.file_id, picture);
      this.tells.picture();
    }
    field.focus();
  }

  // takeBack puts what could not be sent where it was, unless she writes something else already.
  takeBack(text, replyTo) {
    if (this.parts.field.value || this.replying || this.editing) return;
    this.parts.field.value = text;
    if (replyTo && this.state.messages.some((m) => m.id === replyTo.id)) this.beginReply(replyTo);
  }

  beginReply(m) {
    this.endEdit(true);
    this.replying = m;
    this.parts.replying.hidden = false;
    setText(this.parts["reply-quote"], quoteOf(m, this.speech));
    this.parts.field.setAttribute("aria-describedby", this.parts["reply-quote"].id);
    this.parts.field.focus();
  }

  endReply() {
    this.replying = null;
    this.parts.replying.hidden = true;
    this.parts.field.removeAttribute("aria-describedby");
  }

  beginEdit(m) {
    this.endReply();
    this.editing = m.id;
    this.parts.editing.hidden = false;
    this.parts.field.value = m.text;
    this.parts.field.focus();
  }

  endEdit(empty) {
    if (this.editing && empty) this.parts.field.value = "";
    this.editing = 0;
    this.parts.editing.hidden = true;
  }

  listen() {
    const { parts } = this;
    parts.composer.addEventListener("submit", async (event) => {
      event.preventDefault();
      const text = parts.field.value;
      if (!text.trim()) return;
      const { editing, replying } = this;
      parts.field.value = "";
      this.endEdit(false);
      this.endReply();
      this.grow();
      const done = await (editing ? this.act("edit", { message_id: editing, text }) : this.say(text, replying));
      if (!done) this.takeBack(text, replying);
    });
    parts.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        parts.composer.requestSubmit();
      }
      if (event.key === "Escape" && this.editing) this.endEdit(true);
      if (event.key === "Escape" && this.replying) this.endReply();
    });
    parts.field.addEventListener("input", () => {
      if (parts.field.value === "\n") parts.field.value = ""; // some keyboards put it in although Enter has sent the text
      this.grow();
    });
    parts["cancel-edit"].onclick = () => { this.endEdit(true); parts.field.focus(); };
    parts["cancel-reply"].onclick = () => { this.endReply(); parts.field.focus(); };
    parts.start.onclick = async () => { if (await this.say(("/start " + this.startPayload).trim())) parts.log.focus(); };
    parts.unblock.onclick = async () => { if (await this.act("unblock", {})) parts.log.focus(); };
    parts["owner-button"].onclick = () => this.tells.owner(this);
    parts.file.addEventListener("change", () => {
      const file = parts.file.files[0];
      if (!file) return;
      const reader = new FileReader();
      reader.onload = () => this.sendMedia("photo", reader.result);
      reader.onerror = () => toast(page.t("failed"));
      reader.readAsDataURL(file);
    });
  }

  // grow makes the text field as high as its text.
  grow() {
    const { field } = this.parts;
    field.style.height = "auto";
    if (field.value) field.style.height = field.scrollHeight + 2 + "px";
  }

  showTime(now) {
    setText(this.parts["bar-time"], this.speech.time(now));
  }
}
