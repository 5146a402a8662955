// Files of posts. A picture and a sound are fetched at once, others when somebody asks for them. Each is fetched once and kept.
import { button, element, toast } from "./dom.js";
import { icon } from "./icons.js";
import { page, t } from "./words.js";

const fetched = new Map(); // file id → promise of an address in this browser

const seenAtOnce = new Set("image audio video".split(" "));
const largest = 10e6; // bytes of what is fetched at once

// drawFile gives the part of a post for a file of it; me is who looks at it.
export function drawFile(file, me) {
  const kind = file.type.split("/")[0];
  const shown = seenAtOnce.has(kind) && file.size <= largest;
  const node = element("div", { class: "attached", "data-file": file.id });
  const name = element("bdi", { class: "attached-name" }, file.name);
  const size = element("span", { class: "small", dir: "ltr" }, sizeOf(file.size));
  node.append(element("span", { class: "file-icon", "aria-hidden": "true" }, icon(kind === "image" ? "picture" : kind === "audio" ? "voice" : "paper")),
    element("div", { class: "file-text" }, element("p", {}, name), element("p", {}, size)),
    button({ class: "round", "aria-label": t("saveFile") + ": " + file.name, title: t("saveFile"), onclick: () => save(file, me) }, icon("down")));
  if (!shown) return node;
  const player = kind === "image" ? element("img", { class: "attached-picture", alt: file.name })
    : element(kind, { controls: true, tabindex: "0", "aria-label": file.name });
  address(file, me).then((url) => { player.src = url; }, () => player.remove());
  return element("div", { class: "shown" }, player, node);
}

function address(file, me) {
  if (!fetched.has(file.id)) {
    const got = fetch("client/files/" + encodeURIComponent(file.id) + "?as=" + encodeURIComponent(me)).then(async (answer) => {
      if (!answer.ok) throw new Error(await answer.text());
      return URL.createObjectURL(await answer.blob());
    });
    fetched.set(file.id, got);
    got.catch(() => fetched.delete(file.id));
  }
  return fetched.get(file.id);
}

async function save(file, me) {
  try {
    element("a", { href: await address(file, me), download: file.name }).click();
  } catch {
    toast(t("failed"));
  }
}

function sizeOf(bytes) {
  const unit = bytes < 1e6 ? "kilobyte" : "megabyte";
  const n = bytes < 1e6 ? Math.max(1, bytes / 1e3) : bytes / 1e6;
  return new Intl.NumberFormat(page.lang + "-u-nu-latn", { style: "unit", unit, maximumFractionDigits: n < 10 && bytes >= 1e6 ? 1 : 0 }).format(n);
}
