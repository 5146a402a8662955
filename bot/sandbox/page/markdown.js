// Texts at Mattermost, which are Markdown: the part of it that people and the bot write. All becomes nodes, never HTML.
import { element } from "./dom.js";
import { emoji } from "./emoji.js";

// What a line may mean: code, quoted, item, numbered item, heading, rule.
const fence = /^\s*```/;
const quoted = /^\s*>\s?/;
const item = /^\s*[-*+]\s+/;
const numbered = /^\s*\d+[.)]\s+/;
const heading = /^\s*#{1,6}\s+/;
const rule = /^\s*([-*_])(\s*\1){2,}\s*$/;
const kinds = [[fence, "fence"], [rule, "rule"], [quoted, "quoted"], [item, "item"], [numbered, "numbered"], [heading, "heading"]];

const kindOf = (line) => (line.trim() === "" ? "blank" : kinds.find(([form]) => form.test(line))?.[1] || "words");

// render gives the blocks of a text. mention makes a node of a user name that somebody has, and null of other words.
export function render(text, mention) {
  const lines = text.split("\n");
  const blocks = [];
  let apart = false; // an empty line stands before what comes
  const take = (wanted) => {
    const from = lines.findIndex((line) => kindOf(line) !== wanted);
    return lines.splice(0, from < 0 ? lines.length : from);
  };
  const list = (tag, taken, form) => element(tag, {}, ...taken.map((line) => element("li", { dir: "auto" }, ...inline(line.replace(form, ""), mention))));
  while (lines.length > 0) {
    const before = blocks.length;
    switch (kindOf(lines[0])) {
      case "fence": {
        lines.shift();
        const end = lines.findIndex((line) => fence.test(line));
        const code = lines.splice(0, end < 0 ? lines.length : end);
        lines.shift();
        blocks.push(element("pre", { dir: "ltr", tabindex: "0" }, element("code", {}, code.join("\n"))));
        break;
      }
      case "rule":
        lines.shift();
        blocks.push(element("hr"));
        break;
      case "quoted":
        blocks.push(element("blockquote", {}, ...render(take("quoted").map((line) => line.replace(quoted, "")).join("\n"), mention)));
        break;
      case "item":
        blocks.push(list("ul", take("item"), item));
        break;
      case "numbered":
        blocks.push(list("ol", take("numbered"), numbered));
        break;
      case "heading":
        blocks.push(element("p", { class: "headline", dir: "auto" }, ...inline(lines.shift().replace(heading, ""), mention)));
        break;
      case "blank":
        lines.shift();
        apart = true;
        continue;
      default:
        blocks.push(...take("words").map((line) => element("p", { dir: "auto" }, ...inline(line, mention))));
    }
    if (apart) blocks[before]?.classList.add("apart");
    apart = false;
  }
  return blocks;
}

const inner = String.raw`((?:\\.|[^\\])+?)`;
const signs = new RegExp([
  String.raw`\\([!-/:-@\[-\x60{-~])`, //      1 an escaped sign
  "(`+)(.+?)\\2(?!`)", //                   2, 3 code
  String.raw`\*\*${inner}\*\*`, //          4 bold
  String.raw`~~${inner}~~`, //              5 struck out
  String.raw`\*${inner}\*`, //              6 slanted
  String.raw`(?<![\p{L}\p{N}])_${inner}_(?![\p{L}\p{N}])`, // 7 slanted
  String.raw`\[((?:\\.|[^\]\\])+)\]\((https?:\/\/[^\s)]+)\)`, // 8, 9 a link
  String.raw`https?:\/\/[^\s<>"]*[^\s<>".,;:!?)*\u2069]`,
  String.raw`(?<![\p{L}\p{N}@])@([a-z0-9][a-z0-9._-]*[a-z0-9]|[a-z0-9])`, // 10 a mention
  String.raw`:([a-z0-9_+-]+):`, //          11 an emoji
].join("|"), "gu");

// inline gives the nodes of one line.
function inline(text, mention) {
  const out = [];
  let at = 0;
  for (const found of text.matchAll(signs)) {
    out.push(text.slice(at, found.index));
    at = found.index + found[0].length;
    out.push(node(found, mention));
  }
  out.push(text.slice(at));
  return out;
}

function node([all, escaped, , code, bold, struck, slanted, alsoSlanted, linked, address, name, shape], mention) {
  if (escaped) return escaped;
  if (code) return element("code", { dir: "ltr" }, code.trim() || code);
  if (bold) return element("strong", {}, ...inline(bold, mention));
  if (struck) return element("s", {}, ...inline(struck, mention));
  if (slanted || alsoSlanted) return element("em", {}, ...inline(slanted || alsoSlanted, mention));
  if (linked) return link(address, inline(linked, () => null));
  if (name) return mention(name) || all;
  if (shape) return emoji(shape);
  return link(all, [all]);
}

const link = (address, words) => element("a", { href: address, target: "_blank", rel: "noopener noreferrer", dir: "auto" }, ...words);
