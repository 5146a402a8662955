// The page's own words. The bot's words come from the bot.
const data = JSON.parse(document.getElementById("data").textContent);

// features are what the server offers beside the phones.
export const features = { office: data.office, clock: data.clock, team: data.team, town: data.town, mattermost: data.mattermost };

// languages are those the page speaks: {lang, dir, name, text}.
export const languages = data.phones;

// speak gives the words and dates of one language. Unknown ones are those of the page.
export function speak(lang) {
  const words = languages.find((l) => l.lang === lang) || languages.find((l) => l.lang === data.lang);
  const locale = (words.lang === "en" ? "en-GB" : words.lang) + "-u-nu-latn"; // Latin digits, as the bot writes them
  const format = (options) => new Intl.DateTimeFormat(locale, options);
  const time = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const day = format({ weekday: "long", day: "numeric", month: "long" });
  const moment = format({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return {
    lang: words.lang,
    dir: words.dir,
    name: words.name,
    has: (key) => Boolean(words.text[key]),
    // t gives the word for a key with its {places} filled; what is filled in keeps its own direction.
    t: (key, places = {}) => (words.text[key] || key).replace(/\{(\w+)\}/g, (_, name) => "\u2068" + (places[name] ?? "") + "\u2069"),
    time: (date) => time.format(date),
    day: (date) => day.format(date),
    moment: (date) => moment.format(date),
    // momentIn is a moment in a time zone; in that of this browser when it does not know the zone.
    momentIn: (date, zone) => {
      try {
        return format({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone || undefined }).format(date);
      } catch {
        return moment.format(date);
      }
    },
  };
}

export const page = speak(data.lang);
export const t = page.t;

// known is the word for an id, or the id itself.
export const known = (prefix, id) => (page.has(prefix + id) ? t(prefix + id) : id);
