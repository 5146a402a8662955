// A channel or a thread at Mattermost: its posts, and the field below in which one writes.
import { $, dress, setText } from "./dom.js";
import { Posts } from "./posts.js";
import { t } from "./words.js";

const largest = 20e6; // bytes of a file

export class Pane {
  // does has, besides what drawPost needs: say(pane, {text, file, content}) and change(post, text), which give {ok, text}.
  constructor(id, does) {
    this.root = $(id);
    this.root.append($("pane").content.cloneNode(true));
    const find = (name) => this.root.querySelector("." + name);
    this.parts = Object.fromEntries(["pane-title", "pane-kind", "pane-close", "pane-log", "posts", "editing", "cancel-edit", "picked", "picked-name", "unpick",
      "pane-problem", "composer", "attach", "field", "file"].map((name) => [name, find(name)]));
    this.parts["pane-title"].id = id + "-title";
    this.parts["pane-problem"].id = id + "-problem";
    this.parts.field.setAttribute("aria-describedby", id + "-problem");
    dress(this.root, t);
    this.does = does;
    this.posts = new Posts(this.parts["pane-log"], this.parts.posts, { ...does, edit: (p) => this.beginEdit(p) });
    this.editing = null;
    this.picked = null;
    this.of = ""; // the id of the channel or root post that is shown
    this.drafts = new Map(); // what was begun elsewhere, by the same id
    this.listen();
  }

  // open shows the channel or thread with that id, whose name, log and field are called so.
  open(id, { title, log, hint, kind = "" }) {
    setText(this.parts["pane-title"], title);
    setText(this.parts["pane-kind"], kind);
    this.parts["pane-log"].setAttribute("aria-label", log);
    this.parts.field.setAttribute("aria-label", hint);
    this.parts.field.placeholder = hint;
    if (this.of === id) return;
    if (!this.editing) this.drafts.set(this.of, this.parts.field.value);
    this.endEdit();
    this.unpick();
    this.of = id;
    this.parts.field.value = this.drafts.get(id) || "";
    this.complain("");
    this.grow();
    this.posts.forget();
  }

  draw(posts, about) {
    this.posts.draw(posts, about);
    if (this.editing && !posts.some((p) => p.id === this.editing.id)) this.endEdit(); // somebody took it away
  }

  beginEdit(p) {
    this.editing = p;
    this.parts.editing.hidden = false;
    this.parts.field.value = p.text;
    this.parts.field.focus();
    this.grow();
  }

  endEdit() {
    if (this.editing) this.parts.field.value = "";
    this.editing = null;
    this.parts.editing.hidden = true;
    this.grow();
  }

  unpick() {
    this.picked = null;
    this.parts.picked.hidden = true;
    this.parts.file.value = "";
  }

  complain(text) {
    setText(this.parts["pane-problem"], text);
  }

  listen() {
    const { parts } = this;
    parts.composer.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    parts.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        parts.composer.requestSubmit();
      }
      if (event.key === "Escape" && this.editing) this.endEdit();
    });
    parts.field.addEventListener("input", () => {
      if (parts.field.value === "\n") parts.field.value = ""; // some keyboards put it in although Enter has sent the text
      this.complain("");
      this.grow();
    });
    parts["cancel-edit"].onclick = () => { this.endEdit(); parts.field.focus(); };
    parts.unpick.onclick = () => { this.unpick(); parts.field.focus(); };
    parts.attach.onclick = () => parts.file.click();
    parts.file.addEventListener("change", () => this.pick(parts.file.files[0]));
  }

  pick(file) {
    if (!file) return;
    if (file.size > largest) {
      this.unpick();
      this.complain(t("tooLarge"));
      return;
    }
    this.picked = file;
    this.parts.picked.hidden = false;
    setText(this.parts["picked-name"], file.name);
    this.parts.field.focus();
  }

  // send puts what could not be sent where it was, unless she writes something else already.
  async send() {
    const { field } = this.parts;
    const { editing, of } = this;
    const picked = editing ? null : this.picked;
    const text = field.value;
    if (!text.trim() && !picked) return;
    field.value = "";
    this.complain("");
    this.endEdit();
    if (picked) this.unpick();
    this.grow();
    const done = await this.deliver(editing, text, picked);
    if (this.of !== of) return; // she looks at something else by now
    if (done.ok) {
      this.posts.toEnd();
      return;
    }
    this.complain(done.text || t("failed"));
    if (field.value || this.editing || this.picked) return;
    if (editing) this.beginEdit(editing);
    if (picked) this.pick(picked);
    field.value = text;
    this.grow();
  }

  async deliver(editing, text, picked) {
    if (editing) return this.does.change(editing, text);
    if (!picked) return this.does.say(this, { text });
    try {
      return await this.does.say(this, { text, file: picked.name, content: await read(picked) });
    } catch {
      return { ok: false, text: "" }; // the file has gone, or may not be read
    }
  }

  // grow makes the text field as high as its text.
  grow() {
    const { field } = this.parts;
    field.style.height = "auto";
    if (field.value) field.style.height = field.scrollHeight + 2 + "px";
  }
}

// read gives a file's content in base64.
function read(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
}
