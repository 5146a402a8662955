// Compares the table of dates with the Intl of Node, for every day of four years in every language, the durations from 0 to
// 120, and numbers. Both have their data from CLDR, but on two ways. Node 20.20.2 has ICU 78.2 with CLDR 48.
//
//	node i18n/internal/cldr/oracle.mjs i18n/cldr/dates.json [i18n/testdata/intl.tsv]
//
// With a second file it writes some of what Node says there, for the ordinary test, which needs no Node.
import { readFileSync, writeFileSync } from "node:fs";

const { languages } = JSON.parse(readFileSync(process.argv[2], "utf8"));

// What we write otherwise on purpose: without "year" behind a Russian or Ukrainian date.
const spaces = (s) => s.replace(/[\u00a0\u202f]/g, " ");
const shorn = (lang, s) => (lang === "ru" ? s.replace(/\s*г\.$/, "") : lang === "uk" ? s.replace(/\s*р\.$/, "") : s);

function write(rows, pattern, day) {
  return pattern.replace(/'([^']*)'|([a-zA-Z])\2*/g, (all, quoted, letter) => {
    if (quoted !== undefined) return quoted;
    switch (letter) {
      case "E": return rows.weekdays[day.getUTCDay()];
      case "M": return all.length === 4 ? rows.months[day.getUTCMonth()] : String(day.getUTCMonth() + 1).padStart(all.length, "0");
      case "L": return rows.alone[day.getUTCMonth()];
      case "d": return String(day.getUTCDate()).padStart(all.length, "0");
      case "y": return String(day.getUTCFullYear());
    }
    throw new Error(`pattern with ${letter}`);
  });
}

// A number in groups from five digits on.
function figure({ group, decimal, minus, last, before }, n) {
  const [whole, decimals] = String(Math.abs(n)).split(".");
  const groups = whole.length < 5 ? [whole] : [whole.slice(0, -last).replace(new RegExp(`\\B(?=(\\d{${before}})+$)`, "g"), group), whole.slice(-last)];
  return (n < 0 ? minus : "") + groups.join(group) + (decimals ? decimal + decimals : "");
}

const tally = {};
let compared = 0, differ = 0, sample = `# What Intl says: language, what, input, text. Made by i18n/internal/cldr/oracle.mjs with Node ${process.versions.node} (CLDR ${process.versions.cldr}, Unicode License V3).\n`;
const check = (lang, what, ours, theirs, input) => {
  if (input !== undefined) sample += [lang, what, input, theirs].join("\t") + "\n";
  compared++;
  if (spaces(ours) === spaces(theirs)) return;
  differ++;
  (tally[`${lang} ${what}`] ??= { n: 0, ours, theirs }).n++;
};

for (const [lang, rows] of Object.entries(languages)) {
  const tag = lang === "en" ? "en-GB" : lang;
  const at = (options) => new Intl.DateTimeFormat(tag, { calendar: "gregory", numberingSystem: "latn", timeZone: "UTC", ...options });
  if (!Intl.DateTimeFormat.supportedLocalesOf(tag).length) throw new Error(`Node has no ${tag}`);
  const long = at({ dateStyle: "long" }), full = at({ dateStyle: "full" }), day = at({ month: "long", day: "numeric" });
  for (let d = Date.UTC(2026, 0, 1); d < Date.UTC(2030, 0, 1); d += 86400e3) {
    const date = new Date(d);
    // One day a month of 2027 goes into the sample, each time another one.
    const kept = date.getUTCFullYear() === 2027 && date.getUTCDate() === 2 * date.getUTCMonth() + 5 ? date.toISOString().slice(0, 10) : undefined;
    check(lang, "long", write(rows, rows.long, date), shorn(lang, long.format(date)), kept);
    check(lang, "full", write(rows, rows.full, date), shorn(lang, full.format(date)), kept);
    check(lang, "dayofmonth", write(rows, rows.day, date), day.format(date), kept);
  }
  // A date with a time: what Intl writes before the hour, but for what the date alone ends with.
  const noon = new Date(Date.UTC(2026, 10, 23, 12, 5));
  const whole = at({ dateStyle: "medium", timeStyle: "short", hourCycle: "h23" }).formatToParts(noon), last = at({ dateStyle: "medium" }).formatToParts(noon).at(-1);
  const between = whole[whole.findIndex((part) => part.type === "hour") - 1].value.slice(last.type === "literal" ? last.value.length : 0);
  check(lang, "joint", rows.joint, "{1}" + between + "{0}", "medium");
  // The names of all our languages in this one: there is nothing to compare, the ordinary test finds each by its name.
  const names = new Intl.DisplayNames([tag], { type: "language", fallback: "none" });
  for (const other of Object.keys(languages)) {
    if (names.of(other)) sample += [lang, "name", other, names.of(other)].join("\t") + "\n";
  }
  const decimal = new Intl.NumberFormat(tag, { numberingSystem: "latn", useGrouping: "min2", maximumFractionDigits: 4 });
  for (const n of [0, 7, 999, 1000, 2027, 9999, 10000, 12345, 100000, 999999, 1234567, 1000000000, -1, -12345, 0.5, 2.25, 1234.5, 12345.678, -1234567.0001]) {
    check(lang, "figure", figure(rows.number, n), decimal.format(n), n);
  }
  for (let n = 1; n < 2e9; n = n * 3 + 1) check(lang, "figure", figure(rows.number, n), decimal.format(n));
  const rules = new Intl.PluralRules(tag);
  for (const [unit, forms] of Object.entries(rows.spans)) {
    const theirs = new Intl.NumberFormat(tag, { style: "unit", unit, unitDisplay: "long", numberingSystem: "latn" });
    for (let n = 0; n <= 120; n++) {
      check(lang, unit, (forms[rules.select(n)] ?? forms.other).replaceAll("{0}", n), theirs.format(n), [0, 1, 2, 3, 5, 11, 21, 100].includes(n) ? n : undefined);
    }
  }
}
if (process.argv[3]) writeFileSync(process.argv[3], sample);
for (const [what, t] of Object.entries(tally)) console.log(`${what}: ${t.n} differ, as ${t.ours} ≠ ${t.theirs}`);
console.log(`${Object.keys(languages).length} languages, ${compared} compared, ${differ} differ (Node ${process.versions.node}, ICU ${process.versions.icu}, CLDR ${process.versions.cldr})`);
process.exitCode = differ ? 1 : 0;
