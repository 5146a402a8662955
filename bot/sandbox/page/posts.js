// The posts of a channel or of a thread. A post is drawn anew only when it changed, so that focus and the screen reader stay
// where they are.
import { drawPost } from "./post.js";
import { page } from "./words.js";

const joinedWithin = 5 * 60e3; // milliseconds in which posts of one person stand under one name
const near = 80; // pixels from the end that count as the end
const handsFor = 1000; // milliseconds after a touch in which the posts move by it

export class Posts {
  // does are what a person can do with a post: see drawPost.
  constructor(log, list, does) {
    Object.assign(this, { log, list, does });
    this.forget();
    // What grows or shrinks meanwhile, as by a picture, is not her scrolling away: she goes up, with her hands.
    for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) log.addEventListener(kind, () => { this.touched = performance.now(); }, { passive: true });
    log.addEventListener("scroll", () => {
      const up = log.scrollTop < this.top && performance.now() - this.touched < handsFor;
      this.top = log.scrollTop;
      if (this.atEnd()) this.following = true;
      else if (up) this.following = false;
    }, { passive: true });
    const watch = new ResizeObserver(() => { if (this.following) this.toEnd(); });
    watch.observe(log);
    watch.observe(list);
  }

  // forget empties the list: something else is shown from now on.
  forget() {
    this.drawn = new Map(); // post id → {json, node}
    this.list.replaceChildren();
    this.following = true;
    this.first = true;
    this.top = 0;
    this.touched = -handsFor;
    this.log.setAttribute("aria-live", "off");
  }

  // draw shows posts in their order; about gives what the page knows beside each.
  draw(posts, about) {
    const had = this.drawn;
    this.drawn = new Map();
    let mine = false;
    posts.forEach((p, i) => {
      const known = { ...about(p), ...this.neighbours(p, posts[i - 1]) };
      const json = JSON.stringify([p, { ...known, people: 0 }]);
      let one = had.get(p.id);
      if (one?.json !== json) {
        const node = drawPost(p, known, this.does);
        if (one) this.replace(one.node, node);
        else mine ||= p.user === known.me && !p.system;
        one = { json, node };
      }
      this.drawn.set(p.id, one);
      if (this.list.children[i] !== one.node) this.list.insertBefore(one.node, this.list.children[i] || null);
    });
    for (const [id, one] of had) if (!this.drawn.has(id)) this.drop(one.node);
    if (mine || this.following) this.toEnd();
    // What was there when the list was opened is not read out.
    if (this.first) requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
    this.first = false;
  }

  neighbours(p, before) {
    const day = page.day(new Date(p.at));
    const newDay = !before || page.day(new Date(before.at)) !== day;
    const joined = !newDay && before.user === p.user && !before.system && !p.system && !before.whisper && !p.whisper && p.at - before.at < joinedWithin;
    return { day: newDay ? day : "", joined };
  }

  // replace keeps the focus on what stands in the place of what had it.
  replace(old, node) {
    const had = old.contains(document.activeElement) ? document.activeElement : null;
    old.replaceWith(node);
    node.classList.add("still");
    if (!had) return;
    const selector = had.dataset.button ? `[data-button="${CSS.escape(had.dataset.button)}"]` : had.className ? "." + [...had.classList].map((c) => CSS.escape(c)).join(".") : null;
    const same = selector ? [...node.querySelectorAll(selector)].find((n) => n.checkVisibility()) : null;
    (same || (had.matches(".choice") && node.querySelector(".react")) || this.log).focus({ preventScroll: true });
  }

  drop(node) {
    if (node.contains(document.activeElement)) this.log.focus();
    node.remove();
  }

  atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < near;
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.top = this.log.scrollTop;
    this.following = true;
  }
}
