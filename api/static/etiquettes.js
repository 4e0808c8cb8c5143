"use strict";
// Names on a network's canvas: as large on screen at any zoom, and never one on another. The kinds a reader looks for, the
// actors with most ties, and those around the chosen one, are named first; the others when there is room, or closer.
window.nameActors = (() => {
  const NARROW = 400, WIDEST = 130, MOST = 400, GAP = 3, CELL = 6;
  // On a narrow screen, names are a little smaller: they all have to find room.
  let SIZE = 13, LINE = 15;
  // Those with most ties, and of the kinds looked for, are named even over a sign or two: a map names its capitals.
  const CAPITALS = 8;
  // A network of so few is named whole, on the narrowest screen too.
  const FEW = 24;

  // A long name is cut in two lines, near its middle.
  function split(text, widthOf) {
    const whole = widthOf(text);
    const cuts = [...text].flatMap((letter, at) => (letter === " " ? [at] : []));
    if (whole <= WIDEST || !cuts.length) return [[text], whole];
    const middle = text.length / 2;
    const cut = cuts.reduce((best, at) => (Math.abs(at - middle) < Math.abs(best - middle) ? at : best));
    const lines = [text.slice(0, cut), text.slice(cut + 1)];
    return [lines, Math.max(...lines.map(widthOf))];
  }

  // What the drawing already holds, in small squares: looking at a few of them is quicker than comparing every pair.
  function board(wide, high) {
    const across = Math.ceil(wide / CELL) + 1, down = Math.ceil(high / CELL) + 1;
    const names = new Uint8Array(across * down), signs = new Int32Array(across * down);
    const clamp = (value, most) => Math.max(0, Math.min(most - 1, Math.floor(value / CELL)));
    const each = ([left, top, right, bottom], look) => {
      for (let y = clamp(top, down); y <= clamp(bottom, down); y++) {
        for (let x = clamp(left, across); x <= clamp(right, across); x++) if (look(y * across + x)) return true;
      }
      return false;
    };
    return {
      name: (box) => each(box, (at) => { names[at] = 1; }),
      sign: (box, n) => each(box, (at) => { signs[at] = n + 1; }),
      named: (box) => each(box, (at) => names[at]),
      taken: (box, n) => each(box, (at) => names[at] || (signs[at] && signs[at] !== n + 1)),
      hidden: (box, n) => {
        const found = new Set();
        each(box, (at) => { if (signs[at] !== n + 1) found.add(signs[at]); });
        return found.size;
      },
    };
  }

  // Where a name may stand around its sign, the most usual place first.
  function around(x, y, reach, wide, high, across) {
    const right = x + reach + 2, left = x - reach - 2 - wide, below = y + reach, above = y - reach - high;
    const corners = [[x - wide / 2, below], [x - wide / 2, above], [right, y - high / 2], [left, y - high / 2],
      [x - 4, below], [x + 4 - wide, below], [x - 4, above], [x + 4 - wide, above]];
    // Near an edge, a name slides along it rather than go without.
    const slid = Math.max(3, Math.min(across - wide - 3, x - wide / 2));
    corners.push([slid, below], [slid, above]);
    return corners.map(([start, top]) => [start, top, start + wide, top + high]);
  }

  return ({ network, canvas, labels, ends, first, reach, paint }) => {
    const count = [...labels.keys()];
    const near = count.map(() => new Set());
    for (const [a, b] of ends) near[a].add(b), near[b].add(a);
    const tied = [...count].sort((a, b) => near[b].size - near[a].size || a - b);
    const sought = tied.filter((n) => first(n)).slice(0, FEW);
    const ranked = [...new Set([...sought, ...tied])];
    const capitals = new Set([...sought, ...tied.slice(0, ranked.length > FEW ? CAPITALS : FEW)]);
    let sizes = [];
    if (canvas.clientWidth < NARROW) [SIZE, LINE] = [12, 13];

    function order(chosen) {
      if (chosen === undefined) return ranked;
      const close = new Set([chosen, ...ranked.filter((n) => near[chosen].has(n))]);
      return [...close, ...ranked.filter((n) => !close.has(n))];
    }

    network.on("afterDrawing", (ctx) => {
      const ratio = ctx.canvas.width / ctx.canvas.clientWidth || 1;
      const { ink, paper, face } = paint();
      const [chosen] = network.getSelectedNodes();
      const far = reach * network.getScale() + GAP;
      const font = (strong) => `${strong ? 600 : 400} ${SIZE}px ${face}`;
      ctx.save();
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.font = font(false);
      ctx.textAlign = "left";
      ctx.textBaseline = "top";
      ctx.lineJoin = "round";
      ctx.lineWidth = 4;
      const spots = count.map((n) => network.canvasToDOM(network.getPosition(n)));
      // Read once: asking an element for its size as often as there are names would cost more than all the rest.
      const across = canvas.clientWidth, down = canvas.clientHeight;
      const seen = ({ x, y }) => x > 0 && y > 0 && x < across && y < down;
      const inside = (box) => box[0] > 2 && box[1] > 2 && box[2] < across - 2 && box[3] < down - 2;
      const held = board(across, down);
      const sign = far - GAP;
      for (const n of count) {
        const { x, y } = spots[n];
        if (seen(spots[n])) held.sign([x - sign, y - sign, x + sign, y + sign], n);
      }
      const placesOf = (n) => {
        const [lines, wide] = (sizes[n] ??= split(labels[n], (text) => ctx.measureText(text).width + 2));
        return around(spots[n].x, spots[n].y, far, wide, lines.length * LINE, across);
      };
      const free = (n) => placesOf(n).filter((place) => inside(place) && !held.taken(place, n)).length;
      // Of few, the one with the fewest places left is named next; those with none come last, over what hides least.
      function* turns() {
        const waiting = [...order(chosen)];
        if (waiting.length > FEW) return yield* waiting;
        if (chosen !== undefined) yield waiting.shift();
        while (waiting.length) {
          const left = waiting.map((n) => free(n) || Infinity);
          yield waiting.splice(left.indexOf(Math.min(...left)), 1)[0];
        }
      }
      let written = 0;
      for (const n of turns()) {
        if (!seen(spots[n]) || written >= MOST) continue;
        const places = placesOf(n), [lines, wide] = sizes[n];
        let box = places.find((place) => inside(place) && !held.taken(place, n));
        if (!box && capitals.has(n)) {
          const able = places.filter((place) => inside(place) && !held.named(place));
          [box] = able.sort((a, b) => held.hidden(a, n) - held.hidden(b, n));
        }
        if (!box && n === chosen) [box] = places;
        if (!box) continue;
        held.name(box);
        written += 1;
        ctx.font = font(n === chosen);
        for (const [at, line] of lines.entries()) {
          const left = box[0] + (wide - ctx.measureText(line).width) / 2;
          ctx.strokeStyle = paper;
          ctx.strokeText(line, left, box[1] + at * LINE);
          ctx.fillStyle = ink;
          ctx.fillText(line, left, box[1] + at * LINE);
        }
        ctx.font = font(false);
      }
      ctx.restore();
    });
    document.fonts?.ready.then(() => {
      sizes = [];
      network.redraw();
    });
  };
})();
