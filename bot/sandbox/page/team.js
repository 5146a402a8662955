// The team: whose phone stands on the second side, and the requests that are open.
import { learnOpens } from "./clock.js";
import { $, button, element, setText, toast } from "./dom.js";
import { post } from "./stream.js";
import { features, known, page, t } from "./words.js";

let give = () => {};
let members = [];
let drawn = "";
let timer;

// begin shows the team, and looks again now and then. hand is called with the person whose phone is wanted.
export function begin(hand) {
  if (!features.team) return;
  give = hand;
  $("team-form").addEventListener("submit", (event) => {
    event.preventDefault();
    open($("team-who").value);
  });
  look();
  setInterval(() => { if (!document.hidden) look(); }, 5000);
}

// refresh looks again, a moment after the last change.
export function refresh() {
  if (!features.team) return;
  clearTimeout(timer);
  timer = setTimeout(look, 400);
}

// look shows how it stands now.
export async function look() {
  if (!features.team) return;
  clearTimeout(timer);
  try {
    const answer = await fetch("team?ui=" + page.lang);
    if (!answer.ok) throw new Error(await answer.text());
    draw(await answer.json());
    setText($("no-requests"), t("noRequests"));
  } catch {
    setText($("no-requests"), t("teamFailed"));
  }
}

async function open(id) {
  const done = await post("team/" + encodeURIComponent(id), {});
  if (!done.ok) {
    toast(t("failed"));
    return;
  }
  $("team-who").value = id;
  give({ user: done.user, name: done.name, code: done.code, lang: done.code });
}

function draw(crew) {
  const json = JSON.stringify(crew);
  if (json === drawn) return;
  drawn = json;
  learnOpens(crew.opens);
  drawMembers(crew.members || []);
  const requests = crew.requests || [];
  $("no-requests").hidden = requests.length > 0;
  const focused = document.activeElement?.closest?.("#requests [data-request]")?.dataset.request;
  $("requests").replaceChildren(...requests.map(request));
  if (focused) document.querySelector(`[data-request="${CSS.escape(focused)}"] button`)?.focus();
}

// Lists of the browser show text alone, so what stands in them keeps its direction by isolates.
const isolate = (text) => "\u2068" + text + "\u2069";

function drawMembers(all) {
  members = all;
  const chosen = $("team-who").value;
  const phones = all.filter((m) => !m.chats);
  const sites = [...new Set(phones.map((m) => m.site))];
  $("team-who").replaceChildren(...sites.map((site) => element("optgroup", { label: site }, ...phones.filter((m) => m.site === site).map((m) => element("option", { value: m.id },
    [m.name, (m.roles || []).map((r) => known("role_", r)).join(", "), (m.languages || []).map(isolate).join(", ")].map(isolate).join(" · "))))));
  if (chosen) $("team-who").value = chosen;
}

function request(r) {
  const who = members.find((m) => m.id === r.who);
  const when = r.due ? page.momentIn(new Date(r.due), r.zone) : "";
  return element("li", { class: "request", "data-request": r.reference, "data-who": r.who || "" },
    element("p", { class: "what" }, element("bdi", {}, r.colour), element("bdi", {}, r.topic), element("bdi", { class: "small" }, r.language), element("bdi", { class: "reference small" }, r.reference)),
    element("div", { class: "stands" },
      element("p", {}, r.late ? element("span", { class: "chip" }, t("late")) : null, r.late ? " " : null, t(stands(r), { name: who?.name ?? r.who ?? "", when })),
      who && !who.chats ? button({ onclick: () => open(who.id) }, t("phoneOf", { name: who.name })) : null));
}

// stands is the word for where a request is.
function stands(r) {
  const word = "stands_" + r.stands;
  return page.has(word) ? word : "stands_new";
}
