// Draws the network of a page from its data block, and lets the keyboard walk through it.
// Names are only ever set as text, and drawn by etiquettes.js; places come from the server; the table below says the same.

const read = (id) => document.getElementById(id);
const data = JSON.parse(read("reseau-donnees").textContent);
const { label: labels, x: xs, y: ys, group: kinds, href: hrefs = [], note: notes = [] } = data.nodes;
const { from, to, tie: tieOf, note: details } = data.edges;
const frame = read("reseau");
const list = read("reseau-liste");
const search = read("reseau-cherche");
const panel = read("reseau-detail");
const count = (column) => [...column.keys()];

// Colours: the page's own properties, so that light and dark need no second list.

const probe = document.createElement("i");
probe.hidden = true;
document.body.append(probe);
const shades = new Map();

function shade(name) {
  if (!shades.has(name)) {
    probe.style.color = `var(--${name})`;
    shades.set(name, getComputedStyle(probe).color);
  }
  return shades.get(name);
}

// Drawing: every sign follows the outline that pages and pictures use.

const outlines = Object.fromEntries(Object.entries(data.signs).map(([kind, sign]) => [kind, new Path2D(sign.path)]));
const face = getComputedStyle(document.body).fontFamily;
const BOX = 26;

const renderer = (kind) => ({ ctx, x, y, state: { selected } }) => ({
  drawNode() {
    ctx.save();
    ctx.translate(x, y);
    if (selected) {
      ctx.beginPath();
      ctx.arc(0, 0, BOX * 0.72, 0, 2 * Math.PI);
      ctx.lineWidth = 3;
      ctx.strokeStyle = shade("accent");
      ctx.stroke();
    }
    ctx.fillStyle = shade(`signe-${kind}`);
    ctx.fill(outlines[kind], "evenodd");
    ctx.restore();
  },
  nodeDimensions: { width: BOX, height: BOX },
});
const renderers = Object.fromEntries(Object.keys(data.signs).map((kind) => [kind, renderer(kind)]));

// On a screen higher than it is wide, the drawing is drawn out to fill its frame: names then find room.
const spread = (column) => Math.max(...column) - Math.min(...column);
const BUTTONS = 70;
const wanted = ((frame.clientHeight - BUTTONS) / frame.clientWidth) * (spread(xs) / spread(ys));
const stretch = Number.isFinite(wanted) ? Math.min(2.5, Math.max(1, wanted)) : 1;

function drawing() {
  shades.clear();
  return {
    nodes: count(labels).map((n) => ({
      id: n, x: xs[n], y: ys[n] * stretch, shape: "custom", ctxRenderer: renderers[kinds[n]],
    })),
    edges: count(from).map((n) => {
      const tie = data.ties[tieOf[n]];
      return {
        id: n, from: from[n], to: to[n], dashes: tie.dashed, width: tie.money ? 2.2 : 1.2,
        color: { color: shade(tie.money ? "signe-funder" : "tie"), highlight: shade("accent") },
      };
    }),
  };
}

read("reseau-imprime")?.append(...frame.childNodes);
const network = new window.vis.Network(frame, drawing(), { ...data.options, groups: {} });
for (const node of frame.querySelectorAll("[tabindex]")) node.removeAttribute("tabindex");
window.nameActors({
  network, canvas: frame, labels, ends: count(from).map((e) => [from[e], to[e]]), reach: BOX / 2,
  first: (n) => data.first.includes(kinds[n]),
  paint: () => ({ ink: shade("ink"), paper: shade("card"), face }),
});
// A little less than what fits, so that the names of those at the edge have room.
const showAll = () => {
  network.fit();
  network.moveTo({ scale: network.getScale() * 0.9 });
};
network.once("afterDrawing", () => {
  showAll();
  document.documentElement.dataset.pret = "oui";
});

function repaint() {
  const view = { position: network.getViewPosition(), scale: network.getScale() };
  const chosen = network.getSelectedNodes();
  network.setData(drawing());
  network.moveTo(view);
  network.selectNodes(chosen);
}
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
document.addEventListener("themechange", repaint);

// The panel: the ties of the chosen actor, in words.

const make = (tag, text, parent) => {
  const made = document.createElement(tag);
  made.textContent = text;
  parent.append(made);
  return made;
};

const tiesOf = count(labels).map(() => []);
for (const e of count(from)) {
  tiesOf[from[e]].push(e);
  if (to[e] !== from[e]) tiesOf[to[e]].push(e);
}
const otherEnd = (e, n) => (from[e] === n ? to[e] : from[e]);

function show(n) {
  panel.replaceChildren();
  make("h3", labels[n], panel);
  make("p", [data.signs[kinds[n]].label, notes[n]].filter(Boolean).join(" · "), panel).className = "note";
  if (hrefs[n]) make("a", panel.dataset.open, make("p", "", panel)).href = hrefs[n];
  if (!tiesOf[n].length) make("p", panel.dataset.none, panel).className = "note";
  const said = make("ul", "", panel);
  for (const e of tiesOf[n]) {
    const tie = data.ties[tieOf[e]];
    const reading = from[e] === n ? tie.label : tie.backward;
    const item = make("li", reading.endsWith("'") ? reading : `${reading} `, said);
    const button = make("button", labels[otherEnd(e, n)], item);
    button.type = "button";
    button.className = "linklike";
    button.addEventListener("click", () => walkFrom(otherEnd(e, n)));
    if (details[e]) make("span", `, ${details[e]}`, item).className = "note";
  }
}

// The list: arrows up and down among peers, right into the ties of the chosen actor, left back out of them.

const byName = count(labels).sort((a, b) => labels[a].localeCompare(labels[b], "fr"));
const options = new Map();
for (const n of byName) {
  const option = document.createElement("div");
  option.id = `reseau-n-${n}`;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.dataset.number = n;
  const name = make("span", labels[n], option);
  make("span", ` (${data.signs[kinds[n]].label})`, name).className = "note";
  list.append(option);
  options.set(n, option);
}

let trail = [{ peers: byName, at: -1 }];
const here = () => trail[trail.length - 1];

function choose(n) {
  list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
  const option = options.get(n);
  option.setAttribute("aria-selected", "true");
  list.setAttribute("aria-activedescendant", option.id);
  list.scrollTop = option.offsetTop - list.offsetTop - list.clientHeight / 2;
  network.selectNodes([n]);
  bringIntoView(n);
  show(n);
}

function bringIntoView(n) {
  const position = network.getPosition(n);
  const { x, y } = network.canvasToDOM(position);
  const inside = x > 60 && y > 40 && x < frame.clientWidth - 60 && y < frame.clientHeight - 60;
  if (!inside || network.getScale() < 0.5) network.moveTo({ position, scale: Math.max(network.getScale(), 0.8) });
}

function walkFrom(n) {
  trail = [{ peers: byName, at: byName.indexOf(n) }];
  choose(n);
}

const visible = () => byName.filter((n) => !options.get(n).hidden);
const moves = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  ArrowRight: () => {
    const n = here().peers[here().at];
    const peers = [...new Set((tiesOf[n] ?? []).map((e) => otherEnd(e, n)))];
    if (peers.length) trail.push({ peers, at: 0 }), choose(peers[0]);
  },
  ArrowLeft: () => {
    if (trail.length > 1) trail.pop(), choose(here().peers[here().at]);
  },
  Home: () => walkFrom(visible()[0]),
  End: () => walkFrom(visible().at(-1)),
  Enter: () => hrefs[here().peers[here().at]] && location.assign(hrefs[here().peers[here().at]]),
  Escape: () => search.focus(),
};

function step(by) {
  const level = here();
  if (trail.length === 1) level.peers = visible();
  if (!level.peers.length) return;
  level.at = (level.at + by + level.peers.length) % level.peers.length;
  choose(level.peers[level.at]);
}

list.addEventListener("keydown", (event) => {
  if (!moves[event.key]) return;
  event.preventDefault();
  event.stopPropagation();
  moves[event.key]();
});
list.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) walkFrom(Number(option.dataset.number));
});

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
search.addEventListener("input", () => {
  const words = plain(search.value);
  for (const [n, option] of options) option.hidden = !plain(labels[n]).includes(words);
  trail = [{ peers: visible(), at: -1 }];
});
search.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "Enter") return;
  event.preventDefault();
  list.focus();
  step(1);
});

network.on("selectNode", ({ nodes: [n] }) => walkFrom(n));
const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor });
read("reseau-plus").addEventListener("click", () => zoom(1.3));
read("reseau-moins").addEventListener("click", () => zoom(1 / 1.3));
read("reseau-tout").addEventListener("click", showAll);
