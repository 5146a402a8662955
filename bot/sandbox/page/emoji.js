// Emoji by the names that Mattermost knows them by: those that the bot and its team use.
const shapes = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", heart: "❤️", pray: "🙏", wave: "👋", tada: "🎉", clap: "👏", smile: "😄", eyes: "👀",
  white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌", no_entry: "⛔", no_entry_sign: "🚫", warning: "⚠️",
  rotating_light: "🚨", question: "❓", exclamation: "❗", hourglass: "⌛", hourglass_flowing_sand: "⏳", alarm_clock: "⏰", clock3: "🕒",
  red_circle: "🔴", large_orange_circle: "🟠", large_yellow_circle: "🟡", large_green_circle: "🟢", large_blue_circle: "🔵", white_circle: "⚪", black_circle: "⚫",
  incoming_envelope: "📨", envelope: "✉️", mailbox: "📫", outbox_tray: "📤", inbox_tray: "📥", speech_balloon: "💬", memo: "📝", pencil2: "✏️",
  paperclip: "📎", bell: "🔔", no_bell: "🔕", mute: "🔇", lock: "🔒", unlock: "🔓", key: "🔑", wastebasket: "🗑️", arrows_counterclockwise: "🔄",
  globe_with_meridians: "🌐", house: "🏠", calendar: "📅", telephone_receiver: "📞", information_source: "ℹ️", zzz: "💤", repeat: "🔁", mag: "🔍",
};

// choices are those that the page offers to react with.
export const choices = "white_check_mark +1 eyes heart pray".split(" ");

// emoji is the sign of a name; the name between colons when the page has none.
export const emoji = (name) => shapes[name] || ":" + name + ":";
