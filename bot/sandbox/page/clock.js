// The demo's clock: it shows the time, and lets time pass.
import { $, setText } from "./dom.js";
import { post } from "./stream.js";
import { features, page, t } from "./words.js";

let ahead = 0; // milliseconds by which the demo is ahead of this computer
let show = () => {};
let opens = null; // when the team is at work next

// learn takes the time from what the server said last.
export function learn(now) {
  if (now) ahead = new Date(now) - Date.now();
  tick();
}

// learnOpens hears when all of the team are at work next; nothing when they are now.
export function learnOpens(at) {
  opens = at ? new Date(at) : null;
  tick();
}

const now = () => new Date(Date.now() + ahead);

function tick() {
  const time = now();
  if (features.clock) {
    setText($("now"), page.moment(time));
    $("now").dateTime = time.toISOString();
  }
  showOpens(time);
  show(time);
}

// showOpens offers to go on to the time at which the team works, unless it does. A button with the focus stays.
function showOpens(time) {
  const until = $("until-work");
  if (!until) return;
  const asleep = opens !== null && opens > time;
  $("asleep").hidden = !asleep;
  if (asleep || document.activeElement !== until) until.hidden = !asleep;
}

// begin shows the time from now on; each is called with it, too. When time was let pass, look shows what has come of it before the
// clock says so.
export function begin(each, look) {
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
      const seconds = Number(one.dataset.seconds) || Math.max(1, Math.ceil((opens - now()) / 1000));
      const done = await post("clock", { seconds });
      if (done.ok) {
        learn(done.now);
        await look();
      }
      setText($("passed"), t(done.ok ? one.dataset.gone : "failed"));
      for (const b of buttons) b.removeAttribute("aria-disabled");
      passing = false;
    };
  }
}
