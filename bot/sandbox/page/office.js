// What the programme sees: the applications, one of them, and deciding about it.
import { drawAnswers, forget } from "./answers.js";
import * as board from "./board.js";
import { $, button, element, setText } from "./dom.js";
import { icon } from "./icons.js";
import { post } from "./stream.js";
import { features, known, page, t } from "./words.js";

let open = ""; // the reference of the application that is shown; "" for the list
let draft = {}; // what stands in the form, by field, so that a change from outside does not empty it
let drawn = "";
let timer;

// refresh looks again, a moment after the last change.
export function refresh() {
  if (!features.office) return;
  clearTimeout(timer);
  timer = setTimeout(load, 400);
}

// begin shows the list, and looks again now and then: not every change comes from these phones.
export function begin() {
  if (!features.office) return;
  board.begin(showOne);
  load();
  setInterval(() => { if (!document.hidden) load(); }, 5000);
}

async function load() {
  try {
    const answer = await fetch("office" + (open ? "/" + encodeURIComponent(open) : "") + "?ui=" + page.lang);
    if (answer.status === 404 && open) {
      showList();
      return;
    }
    if (!answer.ok) throw new Error(await answer.text());
    const found = await answer.json();
    if (open === (found.reference || "")) draw(found);
    setText($("no-applications"), t("noApplications"));
  } catch {
    setText($("no-applications"), t("officeFailed"));
  }
}

function draw(found) {
  const json = JSON.stringify(found);
  if (json === drawn) return;
  drawn = json;
  $("office-list").hidden = open !== "";
  $("dossier").hidden = open === "";
  if (open) drawDossier(found);
  else board.draw(found);
}

async function showOne(reference) {
  open = reference;
  drawn = "";
  draft = {};
  setText($("office-status"), "");
  await load();
  $("dossier-title")?.focus();
}

async function showList() {
  const from = open;
  open = drawn = "";
  forget();
  setText($("office-status"), "");
  await load();
  (document.querySelector(`[data-reference="${CSS.escape(from)}"]`) || $("applications-title")).focus();
}

function drawDossier(d) {
  const focused = $("dossier").contains(document.activeElement) ? document.activeElement.id : "";
  const history = d.history || [];
  $("dossier").replaceChildren(...[
    button({ class: "back", onclick: showList }, icon("back"), t("back")),
    element("h3", { id: "dossier-title", tabindex: "-1" }, element("bdi", {}, d.name || t("unnamed"))),
    element("p", { class: "facts" }, board.status(d), element("span", { class: "small" }, element("bdi", { class: "reference" }, d.reference)), board.deadline(d)),
    d.tells ? element("p", { class: "tells" }, t("tells", { when: page.moment(new Date(d.tells)) })) : null,
    d.points ? drawPoints(d) : null,
    drawAnswers(d, { get: () => draft.by ?? recallName(), set: noteName }, load),
    board.placesOf(d.places),
    (d.open || []).length > 0 ? form(d) : null,
    element("h4", {}, t("history")),
    element("ol", { class: "history" }, ...history.map(drawChange)),
  ].filter(Boolean));
  if (focused) $(focused)?.focus();
}

// drawPoints says what the points are for. They only sort; so a person can see that nothing else counts.
function drawPoints(d) {
  return element("div", { class: "points small" }, element("p", {}, t("points", { n: d.points })),
    element("ul", {}, ...(d.met || []).map((name) => element("li", {}, element("bdi", {}, name)))));
}

function drawChange(c) {
  const by = known("by_", c.by);
  return element("li", {}, element("p", {}, known("status_", c.what), c.reason ? ": " : "", c.reason ? element("bdi", {}, c.reason) : ""),
    element("p", { class: "small" }, element("time", { datetime: c.at }, page.moment(new Date(c.at))), by ? " · " : "", element("bdi", {}, by)));
}

// form is for deciding. The server says what can be decided, and what needs a reason.
function form(d) {
  const because = new Set(d.because || []);
  const needsReason = () => because.has(draft.verb);
  const node = element("form", { class: "decide" });
  const verbs = element("fieldset", { class: "verbs" }, element("legend", {}, t("decide")), ...d.open.map((verb) => element("label", {},
    element("input", { type: "radio", name: "verb", id: "verb-" + verb, value: verb, checked: draft.verb === verb }), " ", known("verb_", verb))));
  const reasons = element("select", { id: "decide-reason" }, element("option", { value: "" }, t("reasonOwn")),
    ...(d.reasons || []).map((r) => element("option", { value: r.id, selected: draft.reason === r.id }, r.text)));
  const words = element("input", { id: "decide-words", dir: "auto", maxlength: "200", autocomplete: "off", "aria-describedby": "decide-hint" });
  words.value = draft.words || "";
  const why = element("div", { class: "why" }, element("label", {}, t("reason"), reasons), element("label", {}, t("reasonWords"), words),
    element("p", { class: "small", id: "decide-hint" }, t("reasonHint")));
  const by = element("input", { id: "decide-by", dir: "auto", maxlength: "60", autocomplete: "name", required: true });
  by.value = draft.by ?? recallName();
  const problem = element("p", { class: "problem", role: "alert" });
  node.append(verbs, why, element("label", {}, t("yourName"), by), problem, element("button", { class: "main", id: "decide-send" }, t("decideSend")));
  node.noValidate = true;
  const ownWords = words.parentElement;
  const show = () => {
    why.hidden = !needsReason();
    ownWords.hidden = reasons.value !== "";
  };
  const note = () => {
    draft = { verb: node.querySelector("[name=verb]:checked")?.value, reason: reasons.value, words: words.value, by: by.value };
    show();
  };
  show();
  node.addEventListener("input", () => {
    note();
    setText(problem, "");
  });
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    note();
    const missing = !draft.verb ? ["needVerb", "verb-" + d.open[0]] : !draft.by.trim() ? ["needName", "decide-by"]
      : needsReason() && !draft.reason && !draft.words.trim() ? ["needReason", "decide-words"] : null;
    setText(problem, missing ? t(missing[0]) : "");
    if (missing) $(missing[1]).focus();
    else send(d, needsReason(), problem);
  });
  return node;
}

async function send(d, withReason, problem) {
  rememberName(draft.by.trim());
  const done = await post("office/" + encodeURIComponent(d.reference), {
    by: draft.by.trim(), verb: draft.verb, seen: d.version, reason: withReason ? draft.reason : "", words: withReason && !draft.reason ? draft.words.trim() : "",
  });
  if (done.ok || done.status === 409) {
    draft = { by: draft.by };
    drawn = "";
    await load();
    setText($("office-status"), t(done.ok ? "decided" : "changed"));
    $("dossier-title")?.focus();
    $("office-status").scrollIntoView({ block: "nearest" }); // what came of it stands above the application
    return;
  }
  problem.replaceChildren(t("failed"), " ", element("bdi", { lang: "en" }, done.text));
}

// noteName takes the name over that somebody has written to open an answer.
function noteName(name) {
  draft.by = name;
  rememberName(name);
  if ($("decide-by")) $("decide-by").value = name;
}

function recallName() {
  try {
    return localStorage.getItem("coordinator") || "";
  } catch {
    return "";
  }
}

function rememberName(name) {
  try {
    localStorage.setItem("coordinator", name);
  } catch {
    // a browser may refuse to store; then the name is typed again
  }
}
