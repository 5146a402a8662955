// Answers of an application. One that is a file is fetched when somebody opens it, and forgotten when she leaves.
import { button, element, setText } from "./dom.js";
import { icon } from "./icons.js";
import { known, t } from "./words.js";

// What stands beside an answer, by reference and field: {node, url}. It is kept while the application is drawn anew, with what
// somebody types and what goes wrong meanwhile.
const shown = new Map();
const wishes = { photo: ["look", "picture"], document: ["saveFile", "paper"] };

// drawAnswers lists them. name has get and set of the name of whoever works here; changed is called when a file was opened.
export function drawAnswers(d, name, changed) {
  return element("dl", {}, ...(d.answers || []).map((a) => element("div", {},
    element("dt", {}, element("bdi", {}, known("field_", a.label))),
    element("dd", {}, a.file ? fileOf(d, a, name, changed) : element("bdi", {}, a.text)))));
}

// forget lets go of all files.
export function forget() {
  for (const { url } of shown.values()) if (url) URL.revokeObjectURL(url);
  shown.clear();
}

function fileOf(d, a, name, changed) {
  const key = d.reference + " " + a.field;
  if (shown.has(key)) return shown.get(key).node;
  const [word, shape] = wishes[a.file] || ["listen", "play"];
  const who = element("input", { id: "opener-" + a.field, dir: "auto", maxlength: "60", autocomplete: "name" });
  const label = element("label", { hidden: true }, t("openerName"), who);
  const problem = element("p", { class: "problem", role: "alert" });
  const go = element("button", { class: "fetch", id: "open-" + a.field, "data-open": a.field }, icon(shape), t(word));
  const form = element("form", { class: "sent" }, element("bdi", { class: "sent-what" }, a.text), label, go, problem);
  form.noValidate = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const by = (name.get() || who.value).trim();
    if (!by) {
      const asked = !label.hidden;
      label.hidden = false;
      if (asked) setText(problem, t("needName"));
      who.focus();
      return;
    }
    if (form.dataset.busy) return;
    form.dataset.busy = "yes";
    setText(problem, "");
    const got = await fetchFile(d.reference, a.field, by);
    delete form.dataset.busy;
    if (!got.url) {
      setText(problem, t(got.problem));
      return;
    }
    if (shown.get(key)?.node !== form) { // she has left meanwhile
      URL.revokeObjectURL(got.url);
      return;
    }
    name.set(by);
    const node = player(a, got);
    shown.set(key, { node, url: got.url });
    form.replaceWith(node);
    node.querySelector("audio, video, a")?.focus();
    node.querySelector("audio, video")?.play().catch(() => {}); // a browser may want another tap
    changed();
  });
  shown.set(key, { node: form });
  return form;
}

async function fetchFile(reference, field, by) {
  try {
    const answer = await fetch("office/" + encodeURIComponent(reference) + "/" + encodeURIComponent(field), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ by }),
    });
    if (!answer.ok) return { problem: { 410: "fileGone", 413: "fileLarge" }[answer.status] || "failed" };
    const blob = await answer.blob();
    return { url: URL.createObjectURL(blob), type: blob.type };
  } catch {
    return { problem: "failed" };
  }
}

// player shows a file by what it is, not by what it should be: people send anything. By its id focus finds it again.
function player(a, { url, type }) {
  const kind = type.split("/")[0];
  const here = { id: "opened-" + a.field };
  if (kind === "audio" || kind === "video") {
    return element("div", { class: "opened" }, element(kind, { ...here, controls: true, src: url, tabindex: "0", "aria-label": a.label }));
  }
  const save = element("a", { ...here, href: url, download: a.label, class: "save" }, icon("paper"), t("saveFile"));
  return element("div", { class: "opened" }, kind === "image" ? element("img", { src: url, alt: a.label }) : null, save);
}
