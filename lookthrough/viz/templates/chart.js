"use strict";
// Draws what the layout has placed: boxes and labels are nodes, an arrow is straight pieces between bare points.
const chart = JSON.parse(document.getElementById("chart-data").textContent);
const INK = "#1a1d21", RED = "#b3261e", PAPER = "#ffffff", CLEAR = "rgba(0,0,0,0)";
const FACES = '"Helvetica Neue", Helvetica, Arial, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';
const LARGEST = { width: 8000, height: 6000 };

const OUTLINES = {
  __proto__: null, // a kind is only what is listed here
  person: (ctx, x, y, w, h) => ctx.roundRect(x, y, w, h, Math.min(h / 2, 22)),
  company: (ctx, x, y, w, h) => ctx.rect(x, y, w, h),
  arrangement: (ctx, x, y, w, h) => {
    const cut = 11;
    ctx.moveTo(x + cut, y);
    for (const [px, py] of [[x + w - cut, y], [x + w, y + cut], [x + w, y + h - cut], [x + w - cut, y + h],
      [x + cut, y + h], [x, y + h - cut], [x, y + cut]]) ctx.lineTo(px, py);
    ctx.closePath();
  },
  public_body: (ctx, x, y, w, h) => { ctx.rect(x, y, w, h); ctx.rect(x + 4, y + 4, w - 8, h - 8); },
  unknown: (ctx, x, y, w, h) => ctx.roundRect(x, y, w, h, 8),
  fold: (ctx, x, y, w, h) => {
    ctx.rect(x, y, w - 6, h - 6);
    ctx.moveTo(x + 6, y + h - 6); ctx.lineTo(x + 6, y + h); ctx.lineTo(x + w, y + h); ctx.lineTo(x + w, y + 6); ctx.lineTo(x + w - 6, y + 6);
  },
};
OUTLINES.person_group = OUTLINES.class_of_persons = OUTLINES.person;
const BORDERS = {
  owner: { lineWidth: 3.5 }, possible: { lineWidth: 3.5, dashes: [9, 5] }, fallback: { lineWidth: 3.5, dashes: [9, 3, 2, 3] },
  subject: { lineWidth: 2, fill: "#ececec" }, party: { lineWidth: 1 }, fold: { lineWidth: 1 },
};

function write(ctx, lines, x, y, room) {
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  let top = y - lines.reduce((sum, line) => sum + line.height, 0) / 2;
  for (const line of lines) {
    ctx.font = `${line.strong ? 600 : 400} ${line.size}px ${FACES}`;
    ctx.fillText(line.text, x, top + line.height / 2, room);
    top += line.height;
  }
}

function paintBox(ctx, { x, y, w, h, kind, role, lines }) {
  const { lineWidth, dashes, fill } = BORDERS[role], shift = kind === "fold" ? 3 : 0;
  ctx.beginPath();
  (OUTLINES[kind] || OUTLINES.unknown)(ctx, x - w / 2, y - h / 2, w, h);
  ctx.fillStyle = fill || PAPER;
  ctx.fill();
  ctx.lineWidth = lineWidth;
  ctx.strokeStyle = INK;
  ctx.setLineDash(dashes || (OUTLINES[kind] && kind !== "unknown" ? [] : [2, 3]));
  ctx.stroke();
  ctx.fillStyle = INK;
  write(ctx, lines, x - shift, y - shift, w - 16);
}

function paintLabel(ctx, { at: { x, y, w, h }, lines, circle }) {
  ctx.fillStyle = PAPER;
  ctx.fillRect(x - w / 2, y - h / 2, w, h);
  ctx.fillStyle = circle ? RED : INK;
  write(ctx, lines, x, y, w);
}

// A node that vis-network places, measures and finds under the mouse, but does not paint.
function area({ id, x, y, w, h, title }) {
  return { id, x, y, title, label: " ", shape: "box", widthConstraint: w, heightConstraint: h, color: CLEAR, font: { color: CLEAR } };
}

function dot(id, [x, y], size) {
  return { id, x, y, shape: "dot", size, borderWidth: 0, color: INK };
}

function pieces({ points, title, circle, dashed, at }, index) {
  const nodes = points.map((point, number) => dot(`point ${index} ${number}`, point, 0));
  const edges = nodes.slice(1).map((node, number) => ({
    id: `piece ${index} ${number}`, from: nodes[number].id, to: node.id, color: circle ? RED : INK, title,
    dashes: circle ? [7, 4] : dashed ? [2, 4] : false, width: circle ? 1.5 : 1,
    arrows: { to: { enabled: number === nodes.length - 2, type: "triangle", scaleFactor: 0.6 } },
  }));
  return { nodes: [...nodes, area({ ...at, id: `label ${index}`, title })], edges };
}

const place = document.getElementById("chart");
const width = Math.min(chart.width, LARGEST.width), height = Math.min(chart.height, LARGEST.height);
const larger = width < chart.width || height < chart.height;
place.style.width = `${width}px`;
place.style.height = `${height}px`;
window.devicePixelRatio = Math.min(Math.max(window.devicePixelRatio, 2), Math.max(1, 8000 / width)); // sharp in print too
const parts = chart.edges.map(pieces);
const network = new vis.Network(place, {
  nodes: [
    ...chart.joints.map((joint, index) => dot(`joint ${index}`, joint, 2.5)),
    ...parts.flatMap(part => part.nodes),
    ...chart.nodes.map(area),
  ],
  edges: parts.flatMap(part => part.edges),
}, {
  autoResize: false,
  physics: false,
  layout: { improvedLayout: false },
  interaction: { dragNodes: false, dragView: larger, zoomView: larger, selectable: false, tooltipDelay: 100 },
  nodes: { chosen: false, fixed: true, margin: { top: 0, right: 0, bottom: 0, left: 0 }, shapeProperties: { borderRadius: 0 } },
  edges: { chosen: false, smooth: false, arrowStrikethrough: false },
});
network.on("afterDrawing", ctx => {
  for (const edge of chart.edges) paintLabel(ctx, edge);
  for (const node of chart.nodes) paintBox(ctx, node);
});
network.once("afterDrawing", () => { document.body.dataset.ready = ""; });
network.moveTo({ position: { x: chart.width / 2, y: chart.height / 2 }, scale: larger ? width / chart.width : 1 });
