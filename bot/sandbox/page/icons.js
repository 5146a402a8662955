// The page's icons: lines on a field of 24 by 24, drawn for it. They take the colour of the text beside them.
const shapes = {
  bot: ["M5 9.5a3 3 0 0 1 3-3h8a3 3 0 0 1 3 3v5a3 3 0 0 1-3 3h-4.5L8 20.5v-3a3 3 0 0 1-3-3z", "M12 6.5V4", "M9.5 11.2v1.6M14.5 11.2v1.6"],
  settings: ["M4 7h9M17 7h3M4 17h3M11 17h9", "M15 4.8v4.4M9 14.8v4.4", "M4 12h1.5M9.5 12H20M7.5 9.8v4.4"],
  clock: ["M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z", "M12 7.5V12l3 2"],
  signal: ["M4 18v-2M9 18v-5M14 18v-8M19 18V7"],
  menu: ["M5 7.5h14M5 12h14M5 16.5h9"],
  clip: ["M18.5 11.5l-6.6 6.6a4 4 0 0 1-5.7-5.7l7.2-7.2a2.7 2.7 0 0 1 3.8 3.8l-6.9 6.9a1.3 1.3 0 0 1-1.9-1.9l6.1-6.1"],
  send: ["M5 12h13M12.5 6l6 6-6 6"],
  down: ["M12 5.5v12.5M6.5 12.5l5.5 5.5 5.5-5.5"],
  back: ["M19 12H6M11.5 6.5L6 12l5.5 5.5"],
  cross: ["M6.5 6.5l11 11M17.5 6.5l-11 11"],
  reply: ["M10 6.5L4.5 12l5.5 5.5", "M5 12h8.5a5.5 5.5 0 0 1 5.5 5.5v.5"],
  pencil: ["M5 19l.8-3.6L15.6 5.6a1.8 1.8 0 0 1 2.6 0l.2.2a1.8 1.8 0 0 1 0 2.6L8.6 18.2z"],
  picture: ["M4.5 6.5a2 2 0 0 1 2-2h11a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2h-11a2 2 0 0 1-2-2z", "M5 17l4.5-5 3.5 3.7 2.2-2.2 3.8 3.8", "M15 8.6v.3"],
  folder: ["M4 8a2 2 0 0 1 2-2h3.5l2 2.5H18a2 2 0 0 1 2 2V16a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2z"],
  paper: ["M7 3.5h6.5L18 8v10.5a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2v-13a2 2 0 0 1 1-2z", "M13.5 3.5V8H18", "M9 12.5h6M9 16h4"],
  voice: ["M12 3.5a2.8 2.8 0 0 1 2.8 2.8v5a2.8 2.8 0 0 1-5.6 0v-5A2.8 2.8 0 0 1 12 3.5z", "M6 11.5a6 6 0 0 0 12 0M12 17.5v3"],
  place: ["M12 20.5c-4-4.6-6-7.9-6-10.4a6 6 0 0 1 12 0c0 2.5-2 5.8-6 10.4z", "M12 8.2a2 2 0 1 1 0 4 2 2 0 0 1 0-4z"],
  person: ["M12 4.5a3.6 3.6 0 1 1 0 7.2 3.6 3.6 0 0 1 0-7.2z", "M5 19.5c.8-3.4 3.4-5 7-5s6.2 1.6 7 5"],
  people: ["M9.5 5.5a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 0 1 0-6.4z", "M3.5 19c.6-3 2.8-4.4 6-4.4s5.4 1.4 6 4.4", "M15.5 5.8a3 3 0 0 1 0 5.8M17.5 14.9c1.7.6 2.7 1.9 3.1 4.1"],
  smile: ["M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z", "M8.5 14c.8 1.4 2 2.2 3.5 2.2s2.7-.8 3.5-2.2M9.2 9.6v.6M14.8 9.6v.6"],
  film: ["M4 7.5a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2z", "M16 11l4-2.5v7L16 13"],
  bin: ["M5 7h14M10 7V4.8h4V7", "M7 7l.8 11a1.8 1.8 0 0 0 1.8 1.6h4.8a1.8 1.8 0 0 0 1.8-1.6L17 7", "M10.4 10.8v5M13.6 10.8v5"],
  lock: ["M6.5 11h11a1 1 0 0 1 1 1v6.5a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1V12a1 1 0 0 1 1-1z", "M8.5 11V8a3.5 3.5 0 0 1 7 0v3"],
  talk: ["M4 7a2 2 0 0 1 2-2h8.5a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2H9l-3.5 3v-3A1.7 1.7 0 0 1 4 11z", "M19.5 9.5A1.8 1.8 0 0 1 20.5 11v4a2 2 0 0 1-1.7 2v2.6L16 17h-4a2 2 0 0 1-1.8-1.2"],
  play: ["M8.5 5.5l10 6.5-10 6.5z"],
};

const svg = "http://www.w3.org/2000/svg";

// draw makes a picture of paths; each is [what it looks like (a class), path].
export function draw(width, height, paths, className) {
  const node = document.createElementNS(svg, "svg");
  node.setAttribute("viewBox", `0 0 ${width} ${height}`);
  node.setAttribute("aria-hidden", "true");
  node.setAttribute("class", className);
  for (const [look, d] of paths) {
    const path = document.createElementNS(svg, "path");
    path.setAttribute("class", look);
    path.setAttribute("d", d);
    node.append(path);
  }
  return node;
}

export function icon(name) {
  return draw(24, 24, (shapes[name] || []).map((d) => ["line", d]), "icon icon-" + name);
}
