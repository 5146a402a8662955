// One stream tells of both phones and of Mattermost. The server sends all that a person sees after each change of it.
import { $, setText } from "./dom.js";
import { t } from "./words.js";

let stream;
let retry;

// follow listens for the people who hold the phones; tell is called with the phone and what its owner sees. Where there is
// Mattermost, other is [who is there, what to call with what she sees].
// EventSource comes back by itself unless the server refused; then it is tried again here.
export function follow(phones, tell, other) {
  clearTimeout(retry);
  if (stream) stream.close();
  const query = new URLSearchParams();
  for (const phone of phones) {
    query.append("user", phone.person.user);
    query.append("language", phone.person.code);
  }
  if (other) query.append("mattermost", other[0]);
  stream = new EventSource("events?" + query);
  stream.onopen = () => setText($("connection"), "");
  stream.onmessage = (event) => {
    const state = JSON.parse(event.data);
    const phone = phones.find((p) => p.person.user === state.user);
    if (phone) tell(phone, state);
  };
  if (other) stream.addEventListener("mattermost", (event) => other[1](JSON.parse(event.data)));
  stream.onerror = () => {
    setText($("connection"), t("connecting"));
    if (stream.readyState === EventSource.CLOSED) retry = setTimeout(() => follow(phones, tell, other), 2000);
  };
}

// post sends what somebody does. It gives the answer, or {status, text} with ok false.
export async function post(path, body) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer.ok) return { ok: true, ...(await answer.json()) };
    return { ok: false, status: answer.status, text: (await answer.text()).trim() };
  } catch {
    return { ok: false, status: 0, text: "" };
  }
}
