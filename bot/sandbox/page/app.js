// The demo page: two phones, and what the programme sees.
import * as clock from "./clock.js";
import { $, dress, element, popup } from "./dom.js";
import * as office from "./office.js";
import { addressIn, fresh, hold, holder, known, startPayload } from "./people.js";
import { Phone } from "./phone.js";
import { follow } from "./stream.js";
import * as team from "./team.js";
import { languages, page, t } from "./words.js";

dress(document, t);

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
  });
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

for (const one of switches) {
  one.onclick = () => {
    document.body.dataset.view = one.dataset.view;
    for (const s of switches) s.removeAttribute("aria-current");
    one.setAttribute("aria-current", "true");
    const news = one.querySelector(".news");
    if (news) news.hidden = true;
    for (const phone of phones) if (phone.side === one.dataset.view) phone.chat.toEnd();
  };
}

function marksNews(phone) {
  if (phone.root.offsetParent !== null) return; // it is in sight
  switches.find((s) => s.dataset.view === phone.side).querySelector(".news").hidden = false;
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
  switches.find((s) => s.dataset.view === "two").click();
  two.parts.log.focus();
}

function give(phone, person) {
  hold(phone.side, person);
  phone.hand(person);
}

nameSwitches();
listen();
clock.begin((now) => { for (const phone of phones) phone.showTime(now); }, team.look);
office.begin();
team.begin(handTo);
