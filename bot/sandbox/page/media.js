// What a message shows besides its text: a photo, a voice message, somebody's number …
import { element, hidden } from "./dom.js";
import { draw, icon } from "./icons.js";

// pictures are those that were picked on this page, by the file's id: what the bot gets, and sends on, lies in the sandbox.
export const pictures = new Map();

// pictureOf is the picture of a message, if it was picked on this page.
export function pictureOf(m) {
  return m.kind === "photo" ? pictures.get(m.media?.at(-1)?.file_id) : undefined;
}

// drawMedia gives the part of a bubble for a message that is no text; speech is that of the phone, and user who holds it.
export function drawMedia(m, speech, user) {
  const { t } = speech;
  const media = m.media || {};
  switch (m.kind) {
    case "photo":
      return drawPhoto(pictureOf(m), t);
    case "video":
    case "animation":
    case "video_note":
      return element("div", { class: "picture film " + m.kind }, landscape(), element("span", { class: "play" }, icon("play")), hidden(t(m.kind)),
        element("span", { class: "length", dir: "ltr" }, length(media.duration)));
    case "voice":
    case "audio":
      return element("div", { class: "file" }, element("span", { class: "file-icon" }, icon("play")), waves(),
        hidden(t(m.kind)), element("span", { class: "small", dir: "ltr" }, length(media.duration)));
    case "document":
      return saved(m.id, user, media.file_name || t("document"), card("paper", media.file_name || t("document"), size(media.file_size, speech), t(m.kind)), t);
    case "contact":
      return card("person", media.first_name || t("aContact"), media.phone_number, t("aContact"));
    case "location":
      return element("div", { class: "picture map" }, map(), element("span", { class: "pin" }, icon("place")), hidden(t("location")),
        element("span", { class: "length", dir: "ltr" }, [media.latitude, media.longitude].map((n) => Number(n || 0).toFixed(4)).join(", ")));
    case "sticker":
      return element("p", { class: "sticker" }, hidden(t("sticker")), media.emoji || "🙂");
    case "dice":
      return element("p", { class: "sticker" }, hidden(t("dice")), media.emoji || "🎲", element("span", { class: "small" }, String(media.value ?? "")));
    default:
      return element("p", { class: "small" }, "[" + (speech.has(m.kind) ? t(m.kind) : m.kind) + "]");
  }
}

function drawPhoto(picked, t) {
  if (picked) return element("img", { class: "picture", src: picked, alt: t("photo") });
  return element("div", { class: "picture", role: "img", "aria-label": t("photo") }, landscape());
}

function card(name, title, below, spoken) {
  return element("div", { class: "file" }, element("span", { class: "file-icon" }, icon(name)),
    element("div", { class: "file-text" }, hidden(spoken), element("p", { dir: "auto" }, title), below ? element("p", { class: "small", dir: "ltr" }, below) : null));
}

// saved makes a card a link by which she saves the file.
function saved(message, user, name, file, t) {
  file.append(element("span", { class: "save" }, icon("down"), hidden(t("saveFile"))));
  return element("a", { class: "file", href: "phone/" + user + "/files/" + message, download: name }, ...file.childNodes);
}

function length(seconds = 0) {
  return Math.floor(seconds / 60) + ":" + String(Math.floor(seconds % 60)).padStart(2, "0");
}

function size(bytes, speech) {
  if (!bytes) return null;
  return new Intl.NumberFormat(speech.lang + "-u-nu-latn", { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 }).format(Math.max(1, bytes / 1000));
}

// A made-up photo: hills, a sun, a lake.
function landscape() {
  return draw(240, 150, [
    ["sky", "M0 0h240v150H0z"],
    ["sun", "M178 26a17 17 0 1 1 0 34 17 17 0 0 1 0-34z"],
    ["far", "M0 96l46-34 38 26 44-46 56 50 56-24v82H0z"],
    ["near", "M0 122c40-20 78-20 120-6s84 12 120-4v38H0z"],
  ], "landscape");
}

// A made-up map: blocks and streets.
function map() {
  return draw(240, 130, [
    ["land", "M0 0h240v130H0z"],
    ["park", "M150 14h58v42h-58z"],
    ["water", "M0 104c60-18 110 12 240-16v42H0z"],
    ["street", "M0 44h240M0 82h240M54 0v130M128 0v130M214 0v130M0 120L120 0"],
  ], "map-picture");
}

function waves() {
  const heights = [5, 9, 14, 7, 11, 18, 10, 6, 13, 20, 15, 8, 12, 17, 9, 5, 10, 15, 7, 4];
  const bars = heights.map((h, i) => `M${3 + i * 6} ${12 - h / 2}v${h}`).join("");
  return draw(122, 24, [["line", bars]], "waves");
}
