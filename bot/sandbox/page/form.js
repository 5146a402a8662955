// Forms that the bot opens on somebody's screen at Mattermost.
import { $, button, element, setText } from "./dom.js";
import { render } from "./markdown.js";
import { t } from "./words.js";

let shown = ""; // the id of the form that stands there
let does = {};

// begin prepares for forms. does are submit(id, values), which gives {ok, faults, text}, cancel(id), and back(), which gives the focus
// to what opened the form: that may have been drawn anew meanwhile.
export function begin(acts) {
  does = acts;
  // Escape closes it as her client does: the bot may want to hear of it.
  $("mattermost-form").addEventListener("close", () => {
    if ($("mattermost-form").open) return; // another one stands there by now
    const left = shown;
    shown = "";
    if (left) does.cancel(left);
    does.back();
  });
}

// draw shows the form that was opened last, and closes the one that is no longer there.
export function draw(forms, visible) {
  const newest = visible ? forms.at(-1) : null;
  if (shown && newest?.id !== shown) {
    shown = "";
    $("mattermost-form").close();
  }
  if (!newest || shown) return;
  fill(newest);
  shown = newest.id;
  $("mattermost-form").showModal();
}

function fill(form) {
  const node = element("form", { class: "form" });
  node.noValidate = true;
  const fields = (form.elements || []).map((e) => new Field(e));
  const problem = element("p", { class: "problem", role: "alert", id: "form-problem", dir: "auto" });
  node.append(
    element("h2", { id: "mattermost-form-title", dir: "auto" }, form.title),
    ...(form.text ? [element("div", { class: "post-text" }, ...render(form.text, () => null))] : []),
    ...fields.map((f) => f.node), problem,
    element("div", { class: "row" }, element("button", { class: "main", id: "form-send" }, form.submit || t("send")),
      button({ onclick: () => $("mattermost-form").close() }, t("cancel"))));
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (node.dataset.busy) return;
    node.dataset.busy = "yes";
    const done = await does.submit(form.id, Object.fromEntries(fields.map((f) => [f.name, f.value()])));
    delete node.dataset.busy;
    const faults = done.faults || {};
    setText(problem, done.ok ? faults[""] || "" : done.text || t("failed"));
    for (const f of fields) f.complain(faults[f.name] || "");
    fields.find((f) => faults[f.name])?.focus();
  });
  $("mattermost-form").replaceChildren(node);
}

// Field is a field of a form, whatever its kind.
class Field {
  constructor(e) {
    this.name = e.name;
    this.kind = e.kind;
    this.id = "form-" + e.name;
    this.problem = element("p", { class: "problem", id: this.id + "-problem", dir: "auto" });
    const help = e.help ? element("p", { class: "small", id: this.id + "-help", dir: "auto" }, e.help) : null;
    this.described = [help?.id, this.problem.id].filter(Boolean).join(" ");
    const label = [element("bdi", {}, e.label), e.optional ? element("span", { class: "small" }, " " + t("optional")) : null];
    this.node = element("div", { class: "form-field" }, ...this.make(e, label), help, this.problem);
  }

  make(e, label) {
    switch (e.kind) {
      case "radio":
        this.inputs = (e.options || []).map((o, i) => element("input", { type: "radio", name: this.id, id: this.id + "-" + i, value: o.value, checked: o.value === e.default }));
        return [element("fieldset", { class: "verbs", "aria-describedby": this.described }, element("legend", {}, ...label),
          ...e.options.map((o, i) => element("label", {}, this.inputs[i], " ", element("bdi", {}, o.label))))];
      case "bool":
        this.inputs = [element("input", { type: "checkbox", id: this.id, checked: e.default === "true", "aria-describedby": this.described })];
        return [element("label", { class: "check" }, ...this.inputs, " ", ...label)];
      case "select":
        this.inputs = [element("select", { id: this.id, "aria-describedby": this.described }, element("option", { value: "" }, t("choose")),
          ...(e.options || []).map((o) => element("option", { value: o.value, selected: o.value === e.default }, o.label)))];
        break;
      default:
        this.inputs = [element(e.kind === "textarea" ? "textarea" : "input", {
          id: this.id, dir: "auto", placeholder: e.hint, maxlength: e.max_length || null, rows: e.kind === "textarea" ? "4" : null, autocomplete: "off", "aria-describedby": this.described,
        })];
        this.inputs[0].value = e.default || "";
    }
    return [element("label", {}, ...label, this.inputs[0])];
  }

  value() {
    if (this.kind === "bool") return this.inputs[0].checked;
    if (this.kind === "radio") return this.inputs.find((i) => i.checked)?.value || "";
    return this.inputs[0].value;
  }

  complain(text) {
    setText(this.problem, text);
    for (const i of this.inputs) {
      if (text) i.setAttribute("aria-invalid", "true");
      else i.removeAttribute("aria-invalid");
    }
  }

  focus() {
    this.inputs[0]?.focus();
  }
}
