// What is seen at a glance: the applications, in an order that can be chosen, and the places of each site.
import { $, button, element, setText } from "./dom.js";
import { known, page, t } from "./words.js";

// The order in which an application goes through its states: what waits for the team comes first.
const states = "received review appeal offered reserve accepted declined withdrawn".split(" ");
const newest = (a, b) => new Date(b.received) - new Date(a.received);
const orders = {
  state: (a, b) => states.indexOf(a.status) - states.indexOf(b.status),
  score: (a, b) => (a.points || 0) - (b.points || 0),
  received: (a, b) => -newest(a, b),
};

let sorted = { by: "received", down: true };
let shown = [];
let open = () => {};

// begin lets the list be sorted; show is called with the reference of an application that is chosen.
export function begin(show) {
  open = show;
  for (const head of heads()) {
    head.querySelector("button").onclick = () => {
      const by = head.dataset.sort;
      sorted = { by, down: sorted.by === by ? !sorted.down : by !== "state" };
      drawList();
    };
  }
}

const heads = () => document.querySelectorAll("#applications [data-sort]");

// draw shows the board.
export function draw(board) {
  shown = board.applications || [];
  drawList();
  drawPlaces(board.places || []);
}

function drawList() {
  const focused = document.activeElement?.dataset?.reference;
  $("no-applications").hidden = shown.length > 0;
  $("applications").hidden = $("score-hint").hidden = shown.length === 0;
  for (const head of heads()) {
    const here = head.dataset.sort === sorted.by;
    head.setAttribute("aria-sort", !here ? "none" : sorted.down ? "descending" : "ascending");
  }
  const sign = sorted.down ? -1 : 1;
  const list = [...shown].sort((a, b) => sign * orders[sorted.by](a, b) || newest(a, b));
  $("application-rows").replaceChildren(...list.map(row));
  if (focused) document.querySelector(`[data-reference="${CSS.escape(focused)}"]`)?.focus();
}

function row(a) {
  const cell = (look, ...children) => element("div", { class: look, role: "cell" }, ...children);
  return element("div", { class: "application", role: "row" },
    cell("who", button({ class: "open", "data-reference": a.reference, onclick: () => open(a.reference) }, element("bdi", {}, a.name || t("unnamed"))),
      element("span", { class: "small" }, element("bdi", {}, a.site || "–"), " ", element("bdi", { class: "reference" }, a.reference))),
    cell("state", status(a), deadline(a)),
    cell("score small", t("score", { n: a.points || 0 })),
    cell("received small", element("time", { datetime: a.received }, page.moment(new Date(a.received)))));
}

// status is where an application stands.
export function status(a) {
  const number = a.number ? " " + a.number : "";
  return element("span", { class: "chip", "data-status": a.status }, known("status_", a.status) + number);
}

// deadline tells until when an offer can be answered, in the time of the site; null without an offer.
export function deadline(a) {
  if (!a.until) return null;
  const when = element("time", { datetime: a.until }, page.momentIn(new Date(a.until), a.zone));
  const [before, after] = t("answerBy", { when: "|", site: a.site }).split("\u2068|\u2069");
  return element("span", { class: "until small" }, before, element("bdi", {}, when), after);
}

function drawPlaces(list) {
  $("places").hidden = list.length === 0;
  $("place-rows").replaceChildren(...list.map((p) => element("tr", {},
    element("th", { scope: "row" }, element("bdi", {}, p.site), ...remarks(p)),
    ...figures(p).map((n) => element("td", {}, n)))));
}

const figures = (p) => [p.total ? String(p.total) : "∞", String(p.taken), p.total ? String(p.free) : "∞"];

// remarks are what three figures do not tell: who has an offer, and which places are kept for whom.
function remarks(p) {
  const out = (p.reserved || []).map((r) => t("reservedFor", { group: known("group_", r.group), n: r.total, free: r.free }));
  if (p.offered) out.push(t("offeredOf", { n: p.offered }));
  return out.map((text) => element("span", { class: "small" }, text));
}

// placesOf are those of one site, in words; null when nothing is known.
export function placesOf(p) {
  if (!p) return null;
  const all = p.total ? t("placesOf", { site: p.site, n: p.total, taken: p.taken, free: p.free }) : t("placesAny", { site: p.site, taken: p.taken });
  const node = element("p", { class: "places-of small" });
  setText(node, [all, ...remarks(p).map((r) => r.textContent)].join(" "));
  return node;
}
