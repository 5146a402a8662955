// A town of simulated people: how many came, and a phone of one of them.
import { $, element, setText, toast } from "./dom.js";
import { post } from "./stream.js";
import { features, known, page, t } from "./words.js";

let give = () => {};
let drawn = "";
let timer;

// begin shows the town, and looks again now and then. hand is called with the person whose phone is wanted.
export function begin(hand) {
  if (!features.town) return;
  give = hand;
  $("town-fill").onclick = () => act($("town-fill"), "town/fill");
  $("town-teams").onclick = () => act($("town-teams"), "town/teams");
  $("town-form").addEventListener("submit", (event) => {
    event.preventDefault();
    open($("town-who").value);
  });
  look();
  setInterval(() => { if (!document.hidden) look(); }, 2000);
}

// refresh looks again, a moment after the last change.
export function refresh() {
  if (!features.town) return;
  clearTimeout(timer);
  timer = setTimeout(look, 400);
}

// look shows how it stands now.
export async function look() {
  if (!features.town) return;
  clearTimeout(timer);
  try {
    const answer = await fetch("town?ui=" + page.lang);
    if (!answer.ok) throw new Error(await answer.text());
    draw(await answer.json());
  } catch {
    drawn = "";
    setText($("town-stands"), t("townFailed"));
  }
}

async function act(button, where) { // the button stays enabled, so that focus stays where it is
  if (button.getAttribute("aria-disabled")) return;
  button.setAttribute("aria-disabled", "true");
  const done = await post(where, {});
  button.removeAttribute("aria-disabled");
  if (!done.ok) toast(t("failed"));
  look();
}

async function open(user) {
  const done = await post("town/phones/" + encodeURIComponent(user), {});
  if (!done.ok) {
    toast(t("failed"));
    return;
  }
  give({ user: done.user, name: done.name, code: done.code, lang: done.code });
}

function draw(town) {
  const json = JSON.stringify(town);
  if (json === drawn) return;
  drawn = json;
  setText($("town-stands"), town.event ? stands(town) : t("townHint", { people: town.people }));
  $("town-fill").hidden = town.event !== "" && document.activeElement !== $("town-fill");
  $("town-teams").hidden = !(town.placed && !town.busy && !town.teams) && document.activeElement !== $("town-teams");
  $("town-form").hidden = town.folk.length === 0;
  const chosen = $("town-who").value;
  $("town-who").replaceChildren(...town.folk.map((one) => element("option", { value: one.user },
    [one.name, one.language, known("seat_", one.seat || "none")].map(isolate).join(" · "))));
  if (chosen) $("town-who").value = chosen;
}

// Lists of the browser show text alone, so what stands in them keeps its direction by isolates.
const isolate = (text) => "\u2068" + text + "\u2069";

// stands are some sentences: only those that say something.
function stands(town) {
  const out = [t("townStands", { event: town.event, when: page.momentIn(new Date(town.start), town.zone), places: town.places, placed: town.placed, waiting: town.waiting })];
  if (town.offered) out.push(t("townOffered", town));
  if (town.teams) out.push(t("townTeams", town));
  if (town.in) out.push(t("townIn", town));
  if (town.busy) out.push(t("townBusy", town));
  return out.join(" ");
}
