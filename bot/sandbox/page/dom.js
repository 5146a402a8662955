// Small helpers to make and change what is on the page.
import { icon } from "./icons.js";

export const $ = (id) => document.getElementById(id);

// element makes a node. Properties that begin with "on" are listeners, the others attributes; null leaves one out.
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// button makes one that submits nothing.
export function button(properties, ...children) {
  return element("button", { type: "button", ...properties }, ...children);
}

// hidden is text for those who listen to the page.
export const hidden = (text) => element("span", { class: "hidden" }, text);

// setText changes a text only when it differs: a live region speaks at every change.
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// dress puts icons and words into a part of the page, where its attributes ask for them.
export function dress(root, t) {
  for (const node of root.querySelectorAll("[data-icon]")) {
    if (!node.querySelector("svg")) node.prepend(icon(node.dataset.icon));
  }
  for (const node of root.querySelectorAll("[data-t]")) setText(node, t(node.dataset.t));
  for (const node of root.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", t(node.dataset.label));
    if (node.matches("button")) node.title = t(node.dataset.label);
  }
  for (const node of root.querySelectorAll("[data-hint]")) node.placeholder = t(node.dataset.hint);
}

// popup lets a button open and close a list. Escape, a choice and a click elsewhere close it.
export function popup(opener, list, id) {
  list.id = id;
  opener.setAttribute("aria-controls", id);
  opener.setAttribute("aria-expanded", "false");
  const show = (open) => {
    list.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
  };
  const inside = () => [...list.querySelectorAll("button, a, input")];
  opener.addEventListener("click", () => {
    show(list.hidden);
    if (!list.hidden) inside()[0]?.focus();
  });
  list.parentElement.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      show(false);
      opener.focus();
    } else if (step && !event.target.matches("input")) {
      const all = inside();
      const at = all.indexOf(document.activeElement);
      all[(at + step + all.length) % all.length]?.focus();
    } else {
      return;
    }
    event.preventDefault();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!list.hidden && !list.parentElement.contains(event.target)) show(false);
  });
  list.parentElement.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !list.parentElement.contains(event.relatedTarget)) show(false);
  });
  return { close: () => { const had = list.contains(document.activeElement); show(false); if (had) opener.focus(); } };
}

// toast shows a sentence for a moment.
let toastTimer;
export function toast(text) {
  clearTimeout(toastTimer);
  $("toast").textContent = text;
  toastTimer = setTimeout(() => { $("toast").textContent = ""; }, 5000);
}

// alertBox shows a text, and a link when there is one, until it is closed.
export function alertBox(text, link) {
  $("alert-text").textContent = text;
  $("alert-link").hidden = !link;
  if (link) {
    $("alert-link").textContent = link;
    if (/^https?:/i.test(link)) $("alert-link").href = link;
    else $("alert-link").removeAttribute("href");
  }
  if (!$("alert").open) $("alert").showModal();
}
