// The demo page: two phones, Mattermost, and what the programme sees.
import * as clock from "./clock.js";
import { $, dress, element, popup } from "./dom.js";
import * as mattermost from "./mattermost.js";
import * as office from "./office.js";
import { addressIn, fresh, hold, holder, known, startPayload } from "./people.js";
import { Phone } from "./phone.js";
import { follow } from "./stream.js";
import * as team from "./team.js";
import * as town from "./town.js";
import { features, languages, page, t } from "./words.js";

dress(document, t);

const linked = new URL(location.href).searchParams.has("two-name"); // a link that hands out the second phone shows it
const tells = { news: marksNews, owner: openPerson, picture: redraw };
const phoneOf = (side) => new Phone(side, holder(side), startPayload(side), tells);
const phones = [phoneOf("one"), phoneOf("two")];

function listen() {
  follow(phones, (phone, state) => {
    phone.draw(state);
    document.title = state.bot_name + " – " + t("title");
    clock.learn(state.now);
    office.refresh();
    team.refresh();
    town.refresh();
  }, features.mattermost ? [mattermost.who(), mattermost.draw] : null);
}

// redraw shows on all phones what has become known since.
function redraw() {
  for (const phone of phones) if (phone.state.user) phone.draw(phone.state);
}

// On a small screen one thing is shown at a time.
const switches = [...document.querySelectorAll(".switch button")];

function nameSwitches() {
  for (const phone of phones) {
    const name = switches.find((s) => s.dataset.view === phone.side).querySelector(".switch-name");
    name.textContent = phone.person.name;
  }
}

for (const one of switches) one.onclick = () => show(one.dataset.view);

function show(view) {
  document.body.dataset.view = view;
  for (const s of switches) {
    const here = s.dataset.view === view;
    if (here) s.setAttribute("aria-current", "true");
    else s.removeAttribute("aria-current");
  }
  marks(view, false);
  for (const phone of phones) if (phone.side === view) phone.chat.toEnd();
  if (view === "two" || view === "mattermost") setBeside(view);
}

// On a larger screen the second phone and Mattermost share a place: beside the first phone.
const besides = [...document.querySelectorAll(".beside button")];

function setBeside(view) {
  document.body.dataset.beside = view;
  if (besides.find((one) => one.offsetParent)) marks(view, false);
  for (const one of besides) one.setAttribute("aria-pressed", String(one.dataset.beside === view));
  for (const phone of phones) if (phone.side === view) phone.chat.toEnd();
  if (view === "mattermost") mattermost.shown();
}

for (const one of besides) one.onclick = () => setBeside(one.dataset.beside);

function marksCalls(some) {
  marks("mattermost", some && $("mattermost").offsetParent === null);
}

// marks shows or takes away the sign that something is new where one does not look.
function marks(view, some) {
  for (const one of document.querySelectorAll(`[data-view="${view}"] > .news, [data-beside="${view}"] > .news`)) one.hidden = !some;
}

function marksNews(phone) {
  if (phone.root.offsetParent !== null) return; // it is in sight
  marks(phone.side, true);
}

// Settings of the page: its language and its colours.
popup($("settings"), $("settings-popup"), "settings-popup");
$("languages").append(...languages.map((l) => element("li", {},
  element("a", { href: addressIn(l.lang), lang: l.lang, hreflang: l.lang, dir: l.dir, "aria-current": l.lang === page.lang ? "true" : null }, l.name))));
for (const choice of document.querySelectorAll("#colours input")) {
  choice.checked = choice.value === (document.documentElement.dataset.colours || "");
  choice.onchange = () => {
    document.documentElement.dataset.colours = choice.value;
    try {
      localStorage.setItem("colours", choice.value);
    } catch {
      // a browser may refuse to store; then the choice lasts as long as the page
    }
  };
}

// Who holds a phone.
let asked; // the phone whose owner is being changed
let candidates = [];

function openPerson(phone) {
  asked = phone;
  const other = phones.find((p) => p !== phone);
  candidates = [phone.person, ...known().filter((p) => p.user !== phone.person.user && p.user !== other.person.user), { ...fresh(phone.side), isNew: true }];
  $("person-who").replaceChildren(...candidates.map((p, i) => element("option", { value: i }, p.isNew ? t("newPerson") : p.name)));
  $("person-block").textContent = t(phone.state.blocked ? "unblock" : "block");
  fillPerson(phone.person);
  $("person").showModal();
}

function fillPerson(person) {
  $("person-name").value = person.name;
  $("person-phone").value = person.lang;
  $("person-code").value = person.code;
  $("person-block").hidden = person.user !== asked.person.user;
}

$("person-phone").append(...languages.map((l) => element("option", { value: l.lang, lang: l.lang }, l.name)));
$("person-who").onchange = () => fillPerson(candidates[$("person-who").value]);
$("person-phone").onchange = () => { $("person-code").value = $("person-phone").value; };
$("person-block").onclick = () => {
  asked.act(asked.state.blocked ? "unblock" : "block", {});
  $("person").close("");
};
$("person").addEventListener("close", () => {
  if ($("person").returnValue !== "save") return;
  const { user } = candidates[$("person-who").value];
  const name = $("person-name").value.trim() || t("person");
  const person = { user, name, lang: $("person-phone").value, code: $("person-code").value.trim() };
  give(asked, person);
  nameSwitches();
  listen();
});
// A dialog that is left by Escape keeps what it answered last.
for (const dialog of document.querySelectorAll("dialog")) dialog.addEventListener("cancel", () => { dialog.returnValue = ""; });

// handTo gives the second phone to somebody, and shows it. Should she hold the first one, somebody else gets that.
function handTo(person) {
  const [one, two] = phones;
  if (one.person.user === person.user) give(one, fresh("one"));
  give(two, person);
  nameSwitches();
  listen();
  show("two");
  two.parts.log.focus();
}

function give(phone, person) {
  hold(phone.side, person);
  phone.hand(person);
}

nameSwitches();
mattermost.begin(listen, marksCalls);
setBeside(features.mattermost && !linked ? "mattermost" : "two");
listen();
clock.begin((now) => { for (const phone of phones) phone.showTime(now); }, () => Promise.all([team.look(), town.look()]));
office.begin();
team.begin(handTo);
town.begin(handTo);
