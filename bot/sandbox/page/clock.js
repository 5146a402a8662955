// The demo's clock: it shows the time, and lets time pass.
import { $, setText } from "./dom.js";
import { post } from "./stream.js";
import { features, page, t } from "./words.js";

let ahead = 0; // milliseconds by which the demo is ahead of this computer
let show = () => {};

// learn takes the time from what the server said last.
export function learn(now) {
  if (now) ahead = new Date(now) - Date.now();
  tick();
}

function tick() {
  const now = new Date(Date.now() + ahead);
  if (features.clock) {
    setText($("now"), page.moment(now));
    $("now").dateTime = now.toISOString();
  }
  show(now);
}

// begin shows the time from now on; each is called with it, too.
export function begin(each) {
  show = each;
  setInterval(tick, 5000);
  tick();
  if (!features.clock) return;
  const buttons = [...$("clock").querySelectorAll("button")];
  let passing = false;
  for (const one of buttons) {
    one.onclick = async () => {
      if (passing) return; // the buttons stay enabled, so that focus stays where it is
      passing = true;
      for (const b of buttons) b.setAttribute("aria-disabled", "true");
      setText($("passed"), t("waitTime"));
      const seconds = Number(one.dataset.seconds);
      const done = await post("clock", { seconds });
      if (done.ok) learn(done.now);
      setText($("passed"), t(done.ok ? (seconds > 3600 ? "dayGone" : "hourGone") : "failed"));
      for (const b of buttons) b.removeAttribute("aria-disabled");
      passing = false;
    };
  }
}
