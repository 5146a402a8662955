// The people who hold the phones. Their numbers stand in the address, the rest is kept by this browser. A link may tell the rest, too:
// one-name=… and one-lang=… for the first phone, two-name=… and two-lang=… for the second.
import { languages, page } from "./words.js";

// A person has a number, a name, the language of her phone, and the code that her Telegram tells the bot.

const names = { en: ["Mina", "Joseph"], ar: ["سلمى", "يوسف"], uk: ["Олена", "Тарас"], es: ["Lucía", "Mateo"] };

function newNumber() {
  return 1e9 + Math.floor(Math.random() * 8e9);
}

function stored(key, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function store(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // a browser may refuse to store; then it lasts as long as the page
  }
}

// fresh makes somebody new for a side. The second phone speaks another language than the page, so that both are seen.
export function fresh(side, user = newNumber()) {
  const other = page.lang === "ar" ? "uk" : "ar";
  const lang = side === "one" ? page.lang : other;
  const taken = new Set(known().map((p) => p.name));
  const name = names[lang].find((n) => !taken.has(n)) || names[lang][0];
  return { user, name, lang, code: lang };
}

// known are the people this browser has seen, the last used first.
export function known() {
  return stored("people", []).filter((p) => p && Number.isSafeInteger(p.user));
}

export function remember(person) {
  store("people", [person, ...known().filter((p) => p.user !== person.user)].slice(0, 20));
}

// holder finds who holds the phone of a side: the one in the address, else the last one, else somebody new.
export function holder(side) {
  const address = new URL(location.href);
  const last = stored("phones", {});
  const linked = Number(address.searchParams.get(side));
  const hers = Number.isSafeInteger(linked) && linked > 0;
  const user = hers ? linked : last[side];
  let person = known().find((p) => p.user === user) || fresh(side, user || undefined);
  if (hers) person = introduced(side, address.searchParams, person);
  if (!languages.some((l) => l.lang === person.lang)) person.lang = page.lang;
  hold(side, person);
  return person;
}

// introduced is a person with what a link tells of her.
function introduced(side, link, person) {
  const name = link.get(side + "-name")?.trim().slice(0, 64);
  const code = link.get(side + "-lang")?.trim().slice(0, 35);
  return { ...person, ...(name && { name }), ...(code && { code, lang: code }) };
}

// hold gives a phone to a person.
export function hold(side, person) {
  remember(person);
  store("phones", { ...stored("phones", {}), [side]: person.user });
  const address = new URL(location.href);
  address.searchParams.set(side, person.user);
  for (const told of ["-name", "-lang"]) address.searchParams.delete(side + told); // known from now on, and she may change it
  history.replaceState(null, "", address);
}

// addressIn is this page in another language.
export function addressIn(lang) {
  const to = new URL(location.href);
  to.searchParams.set("ui", lang);
  return to.href;
}

// startPayload is what a link of the bot's asked for, as t.me/bot?start=… does on a phone: here start=… on the first phone, and
// start_two=… on the second.
export function startPayload(side) {
  return new URL(location.href).searchParams.get(side === "one" ? "start" : "start_" + side) || "";
}
