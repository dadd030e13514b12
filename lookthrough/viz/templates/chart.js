"use strict";
// Draws what the layout has placed: boxes and labels as nodes, each arrow as straight pieces between bare points.
const chart = JSON.parse(document.getElementById("chart-data").textContent);
const INK = "#1a1d21", RED = "#b3261e", PAPER = "#ffffff";
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

function box({ w, h, kind, role, lines }) {
  return ({ ctx, x, y }) => ({
    nodeDimensions: { width: w, height: h },
    drawNode() {
      const { lineWidth, dashes, fill } = BORDERS[role];
      ctx.beginPath();
      (OUTLINES[kind] || OUTLINES.unknown)(ctx, x - w / 2, y - h / 2, w, h);
      ctx.fillStyle = fill || PAPER;
      ctx.fill();
      ctx.lineWidth = lineWidth;
      ctx.strokeStyle = INK;
      ctx.setLineDash(dashes || (OUTLINES[kind] && kind !== "unknown" ? [] : [2, 3]));
      ctx.stroke();
      ctx.fillStyle = INK;
      write(ctx, lines, kind === "fold" ? x - 3 : x, kind === "fold" ? y - 3 : y, w - 16);
    },
  });
}

function label({ w, h, lines, ink }) {
  return ({ ctx, x, y }) => ({
    nodeDimensions: { width: w, height: h },
    drawNode() {
      ctx.fillStyle = PAPER;
      ctx.fillRect(x - w / 2, y - h / 2, w, h);
      ctx.fillStyle = ink;
      write(ctx, lines, x, y, w);
    },
  });
}

function dot(radius) {
  return ({ ctx, x, y }) => ({
    nodeDimensions: { width: 2 * radius, height: 2 * radius },
    drawNode() {
      ctx.beginPath();
      ctx.arc(x, y, radius, 0, 2 * Math.PI);
      ctx.fillStyle = INK;
      ctx.fill();
    },
  });
}

function pieces(edge, index) {
  const ink = edge.circle ? RED : INK, last = edge.points.length - 1;
  const name = at => `point ${index} ${at}`;
  const nodes = edge.points.map(([x, y], at) => ({ id: name(at), x, y, shape: "custom", ctxRenderer: dot(0) }));
  const edges = nodes.slice(1).map((node, at) => ({
    id: `piece ${index} ${at}`, from: name(at), to: node.id, color: ink, title: edge.title,
    dashes: edge.circle ? [7, 4] : edge.dashed ? [2, 4] : false, width: edge.circle ? 1.5 : 1,
    arrows: { to: { enabled: at === last - 1, type: "triangle", scaleFactor: 0.6 } },
  }));
  nodes.push({ ...edge.at, id: `label ${index}`, shape: "custom", title: edge.title, ctxRenderer: label({ ...edge, ...edge.at, ink }) });
  return { nodes, edges };
}

const place = document.getElementById("chart");
const width = Math.min(chart.width, LARGEST.width), height = Math.min(chart.height, LARGEST.height);
const larger = width < chart.width || height < chart.height;
place.style.width = `${width}px`;
place.style.height = `${height}px`;
window.devicePixelRatio = Math.min(Math.max(window.devicePixelRatio, 2), Math.max(1, 8000 / width)); // also sharp in print
const parts = chart.edges.map(pieces);
const network = new vis.Network(place, {
  nodes: [
    ...chart.joints.map(([x, y], index) => ({ id: `joint ${index}`, x, y, shape: "custom", ctxRenderer: dot(2.5) })),
    ...parts.flatMap(part => part.nodes),
    ...chart.nodes.map(node => ({ ...node, label: undefined, ctxRenderer: box(node) })),
  ],
  edges: parts.flatMap(part => part.edges),
}, {
  autoResize: false,
  physics: false,
  layout: { improvedLayout: false },
  interaction: { dragNodes: false, dragView: larger, zoomView: larger, selectable: false, tooltipDelay: 200 },
  nodes: { chosen: false, fixed: true },
  edges: { chosen: false, smooth: false, arrowStrikethrough: false },
});
network.once("afterDrawing", () => { document.body.dataset.ready = ""; });
network.moveTo({ position: { x: chart.width / 2, y: chart.height / 2 }, scale: larger ? width / chart.width : 1 });
