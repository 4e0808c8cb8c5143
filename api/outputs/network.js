"use strict";
// Draws the network of a page from its data block. Names are only ever set as text, and drawn by etiquettes.js; the table below says the same.
(() => {
  const read = (id) => document.getElementById(id);
  const data = JSON.parse(read("reseau-donnees").textContent);
  const night = window.matchMedia("(prefers-color-scheme: dark)");
  const tone = (pair) => (night.matches ? pair.dark : pair.light);
  const paper = { light: "#FFFFFF", dark: "#1B2127" };
  const ink = { light: "#1B2430", dark: "#ECEAE4" };
  const thread = { light: "#B8B0A2", dark: "#5A636D" };
  const { label: labels, x: xs, y: ys, group: kinds } = data.nodes;
  const { from, to, tie: tieOf, note } = data.edges;
  const outlines = Object.fromEntries(Object.entries(data.signs).map(([kind, sign]) => [kind, new Path2D(sign.path)]));

  // The canvas draws most signs by itself; the others follow the outline that pages use.
  const drawSign = (kind) => ({ ctx, x, y, state: { selected } }) => ({
    drawNode() {
      ctx.save();
      ctx.translate(x, y);
      ctx.fillStyle = tone(data.signs[kind]);
      ctx.fill(outlines[kind], "evenodd");
      if (selected) {
        ctx.lineWidth = 3;
        ctx.strokeStyle = tone(ink);
        ctx.stroke(outlines[kind]);
      }
      ctx.restore();
    },
    nodeDimensions: { width: 26, height: 26 },
  });

  const nodeOf = (n) => {
    const sign = data.signs[kinds[n]];
    const colour = tone(sign);
    return {
      id: n,
      x: xs[n],
      y: ys[n],
      shape: sign.shape,
      ...(sign.shape === "custom" && { ctxRenderer: drawSign(kinds[n]) }),
      color: { background: colour, border: colour, highlight: { background: colour, border: tone(ink) } },
    };
  };
  const edgeOf = (n) => {
    const tie = data.ties[tieOf[n]];
    return {
      id: n,
      from: from[n],
      to: to[n],
      color: { color: tie.money ? tone(data.money) : tone(thread), highlight: tone(ink) },
      width: tie.money ? 2.2 : 1,
      dashes: tie.dashed,
      arrows: tie.directed ? { to: { enabled: true, scaleFactor: 0.4 } } : "",
    };
  };
  const count = (list) => [...list.keys()];
  const drawing = () => ({ nodes: count(labels).map(nodeOf), edges: count(from).map(edgeOf) });

  const network = new vis.Network(read("reseau"), drawing(), data.options);
  window.nameActors({
    network,
    canvas: read("reseau"),
    labels,
    ends: count(from).map((e) => [from[e], to[e]]),
    first: (n) => data.first.includes(kinds[n]),
    reach: 13,
    paint: () => ({ ink: tone(ink), paper: tone(paper), face: data.options.nodes.font.face }),
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
  night.addEventListener("change", () => network.setData(drawing()));

  for (const n of count(labels).sort((a, b) => labels[a].localeCompare(labels[b], "fr", { numeric: true }))) {
    read("reseau-acteur").append(new Option(labels[n], String(n)));
  }

  const make = (tag, text, parent) => {
    const made = document.createElement(tag);
    made.textContent = text;
    parent.append(made);
    return made;
  };
  const show = (n) => {
    const panel = read("reseau-detail");
    panel.replaceChildren();
    make("h2", labels[n], panel);
    make("p", data.signs[kinds[n]].label, panel);
    const list = make("ul", "", panel);
    for (const e of count(from).filter((edge) => from[edge] === n || to[edge] === n)) {
      const tie = data.ties[tieOf[e]];
      const other = from[e] === n ? to[e] : from[e];
      const item = make("li", `${from[e] === n ? tie.label : tie.backward} `, list);
      const button = make("button", labels[other], item);
      button.type = "button";
      button.addEventListener("click", () => choose(other, true));
      if (note[e]) make("span", `, ${note[e]}`, item);
    }
    if (!list.children.length) make("p", "Aucun lien dans cette vue.", panel);
    return panel;
  };
  const choose = (n, follow) => {
    network.selectNodes([n]);
    network.focus(n, { scale: Math.max(network.getScale(), 0.9) });
    read("reseau-acteur").value = String(n);
    const panel = show(n);
    if (follow) panel.querySelector("button")?.focus();
  };

  network.on("selectNode", ({ nodes: [n] }) => {
    read("reseau-acteur").value = String(n);
    show(n);
  });
  read("reseau-acteur").addEventListener("change", ({ target }) => target.value && choose(Number(target.value), false));
  const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor });
  read("reseau-plus").addEventListener("click", () => zoom(1.3));
  read("reseau-moins").addEventListener("click", () => zoom(1 / 1.3));
  read("reseau-tout").addEventListener("click", showAll);
})();
