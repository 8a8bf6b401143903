"use strict";
// Draws the graph that stands in #data. Whatever comes from documents is set as text, never as
// markup.

const data = JSON.parse(document.getElementById("data").textContent);
const nodes = data.nodes;
const byKey = new Map(nodes.map((node) => [node.key, node]));

// Relations that say alike share a colour.
const COLOURS = {
  basis: "basis", implements: "implements", pursuant: "pursuant", mentions: "mentions",
  amends: "changes", corrects: "changes", consolidates: "changes", suspends: "ends",
  replaces: "ends", repeals: "ends", expires: "ends", guides: "guides", interprets: "guides",
};
const KINDS = {
  held: "held in the archive",
  registered: "known from a register",
  cited: "only cited",
};
const colour = (relation) => (Object.hasOwn(COLOURS, relation) ? COLOURS[relation] : "other");

// An ambiguous citation is drawn to each document that it may mean.
const links = data.edges.flatMap((edge) =>
  (edge.target ? [edge.target] : edge.candidates)
    .filter((key) => byKey.has(key) && byKey.has(edge.source))
    .map((key) => ({ ...edge, source: byKey.get(edge.source), target: byKey.get(key) })));

const make = (name, text, kind) => {
  const element = document.createElement(name);
  if (text) element.textContent = text;
  if (kind) element.className = kind;
  return element;
};
const cut = (text, room) => (text.length > room ? text.slice(0, room - 1) + "…" : text);
const day = (date) => {
  if (!date || date.length < 10) return date || "";
  const [year, month, number] = date.split("-");
  // NĐ 30/2020/NĐ-CP: days under 10 and the months 1 and 2 have a leading zero.
  return `${number}/${month < "03" ? month : Number(month)}/${year}`;
};
const folded = (text) =>
  text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();
const plain = (text) => folded(text).replace(/[^\p{L}\p{N}]+/gu, "");

// Where documents stand: those that cite the centre to its left, those it cites to its right.

function sides() {
  const side = new Map(data.centre && byKey.has(data.centre) ? [[data.centre, 0]] : []);
  let edge = [...side.keys()];
  while (edge.length) {
    const next = [];
    for (const link of links) {
      const { key: from } = link.source, { key: to } = link.target;
      if (edge.includes(from) && !side.has(to)) next.push([to, Math.max(1, side.get(from) + 1)]);
      if (edge.includes(to) && !side.has(from)) next.push([from, Math.min(-1, side.get(to) - 1)]);
    }
    for (const [key, place] of next) if (!side.has(key)) side.set(key, place);
    edge = [...new Set(next.map(([key]) => key))];
  }
  return side;
}

function measure() {
  const pen = document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(document.body).fontFamily;
  for (const node of nodes) {
    node.first = cut(node.name, 30);
    node.second = cut([node.type, day(node.date) || node.year].filter(Boolean).join(" · "), 34);
    pen.font = `600 13px ${family}`;
    const first = pen.measureText(node.first).width;
    pen.font = `11px ${family}`;
    node.width = Math.max(first, pen.measureText(node.second).width) + 20;
    node.height = node.second ? 40 : 28;
  }
}

function apart(gap) {
  // Pushes cards that overlap away from each other along the shorter way.
  return () => {
    for (let i = 0; i < nodes.length; i++) {
      for (let j = 0; j < i; j++) {
        const one = nodes[i], two = nodes[j];
        const dx = one.x - two.x, dy = one.y - two.y;
        const wide = (one.width + two.width) / 2 + gap - Math.abs(dx);
        const high = (one.height + two.height) / 2 + gap - Math.abs(dy);
        if (wide <= 0 || high <= 0) continue;
        const [axis, push] = wide < high ? ["x", wide * (dx < 0 ? -1 : 1)]
          : ["y", high * (dy < 0 ? -1 : 1)];
        one[axis] += push * 0.5;
        two[axis] -= push * 0.5;
      }
    }
  };
}

function place() {
  measure();
  const side = sides();
  const crowd = Math.max(1, Math.sqrt(nodes.length / 24));
  const x = (node) => {
    const steps = side.get(node.key) || 0;
    return Math.sign(steps) * Math.sqrt(Math.abs(steps)) * 300 * crowd ** 0.7;
  };
  nodes.forEach((node, n) => { node.x = x(node) + 4 * Math.cos(n); node.y = 90 * Math.sin(n * 2.4); });
  d3.forceSimulation(nodes)
    .force("link", d3.forceLink(links).distance(190).strength(0.15))
    .force("push", d3.forceManyBody().strength(-700).distanceMax(900))
    .force("x", d3.forceX(x).strength(data.centre ? 0.2 : 0.04))
    .force("y", d3.forceY(0).strength(data.centre ? 0.035 / crowd : 0.06))
    .force("apart", apart(24))
    .stop().tick(260);
  const settle = apart(18);
  for (let turn = 0; turn < 80; turn++) settle();
}

place();

// The drawing.

const svg = d3.select("#graph");
const field = svg.append("g");
svg.append("defs").selectAll("marker").data([...new Set([...Object.values(COLOURS), "other"])])
  .join("marker").attr("id", (name) => `arrow-${name}`).attr("class", (name) => name)
  .attr("viewBox", "0 0 10 10").attr("refX", 9).attr("refY", 5)
  .attr("markerWidth", 7).attr("markerHeight", 7).attr("orient", "auto")
  .append("path").attr("d", "M0,1 L10,5 L0,9 z");

const edges = field.append("g").selectAll("path").data(links).join("path")
  .attr("class", (link) => `edge ${colour(link.relation)}`)
  .classed("ambiguous", (link) => link.status === "ambiguous")
  .classed("repaired", (link) => link.status === "repaired")
  .attr("marker-end", (link) => `url(#arrow-${colour(link.relation)})`);
edges.append("title").text((link) =>
  `${link.source.name} ${link.relation} ${link.target.name}\n${link.sentence}`);

const cards = field.append("g").selectAll("g").data(nodes).join("g")
  .attr("class", "node").attr("tabindex", 0).attr("role", "button")
  .attr("aria-label", (node) => [node.name, node.type, node.issuer, day(node.date)]
    .filter(Boolean).join(", "))
  .each(function (node) {
    this.classList.add(Object.hasOwn(KINDS, node.kind) ? node.kind : "cited");
    if (node.key === data.centre) this.classList.add("centre");
  })
  .on("click", (event, node) => {
    event.stopPropagation();
    choose(node);
    keepInSight(node);
  })
  .on("keydown", (event, node) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose(node);
    keepInSight(node);
  })
  .call(d3.drag().on("drag", (event, node) => { node.x = event.x; node.y = event.y; draw(); }));
cards.append("title").text((node) => [node.issuer, node.subject || node.title]
  .filter(Boolean).join("\n"));
cards.append("rect").attr("rx", 6).attr("x", (node) => -node.width / 2)
  .attr("y", (node) => -node.height / 2)
  .attr("width", (node) => node.width).attr("height", (node) => node.height);
cards.append("text").attr("text-anchor", "middle").attr("y", (node) => (node.second ? -2 : 5))
  .text((node) => node.first);
cards.append("text").attr("class", "second").attr("text-anchor", "middle").attr("y", 13)
  .text((node) => node.second);

function border(node, towards) {
  // Where the line to another place leaves the card.
  const dx = towards.x - node.x, dy = towards.y - node.y;
  const scale = Math.min(
    dx ? (node.width / 2 + 3) / Math.abs(dx) : Infinity,
    dy ? (node.height / 2 + 3) / Math.abs(dy) : Infinity);
  return Number.isFinite(scale) ? [node.x + dx * scale, node.y + dy * scale] : [node.x, node.y];
}

function line({ source, target }) {
  if (source === target) {
    const x = source.x + source.width / 2, y = source.y;
    return `M${x},${y - 8} c30,-26 30,42 3,18`;
  }
  const middle = {
    x: (source.x + target.x) / 2 + (target.y - source.y) * 0.08,
    y: (source.y + target.y) / 2 - (target.x - source.x) * 0.08,
  };
  return `M${border(source, middle)} Q${middle.x},${middle.y} ${border(target, middle)}`;
}

function draw() {
  edges.attr("d", line);
  cards.attr("transform", (node) => `translate(${node.x},${node.y})`);
}

const zoom = d3.zoom().scaleExtent([0.05, 4])
  .on("zoom", (event) => field.attr("transform", event.transform));
svg.call(zoom).on("dblclick.zoom", null).on("click", () => choose(null));

function room() {
  // What the boxes leave free.
  const { innerWidth: width, innerHeight: height } = window;
  if (width <= 720) return { left: 0, top: height * 0.4, right: width, bottom: height };
  const panel = document.getElementById("panel");
  return { left: 288, top: 0, right: panel.hidden ? width : width - 424, bottom: height };
}

function show(transform) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  (still ? svg : svg.transition().duration(250)).call(zoom.transform, transform);
}

function fitting() {
  const { left, top, right, bottom } = room();
  const xs = nodes.flatMap((n) => [n.x - n.width / 2, n.x + n.width / 2]);
  const ys = nodes.flatMap((n) => [n.y - n.height / 2, n.y + n.height / 2]);
  const [x0, x1] = d3.extent(xs), [y0, y1] = d3.extent(ys);
  const scale = Math.min(1.3, (right - left - 50) / (x1 - x0), (bottom - top - 50) / (y1 - y0));
  return d3.zoomIdentity
    .translate((left + right - (x0 + x1) * scale) / 2, (top + bottom - (y0 + y1) * scale) / 2)
    .scale(scale);
}

function bring(node) {
  const { left, top, right, bottom } = room();
  const scale = Math.max(0.8, d3.zoomTransform(svg.node()).k);
  show(d3.zoomIdentity
    .translate((left + right) / 2 - node.x * scale, (top + bottom) / 2 - node.y * scale)
    .scale(scale));
}

function keepInSight(node) {
  const { left, top, right, bottom } = room(), now = d3.zoomTransform(svg.node());
  const [x, y] = now.apply([node.x, node.y]), margin = (node.width / 2 + 12) * now.k;
  const over = (value, low, high) => Math.min(0, high - value) + Math.max(0, low - value);
  const dx = over(x, left + margin, right - margin), dy = over(y, top + 30, bottom - 30);
  if (dx || dy) show(d3.zoomIdentity.translate(now.x + dx, now.y + dy).scale(now.k));
}

document.getElementById("closer").onclick = () => svg.call(zoom.scaleBy, 1.4);
document.getElementById("farther").onclick = () => svg.call(zoom.scaleBy, 1 / 1.4);
document.getElementById("whole").onclick = () => show(fitting());

// Filters, search and choice: together they say what is seen and what is dimmed.

const hidden = { relations: new Set(), kinds: new Set() };
let chosen = null;
let wanted = "";

function choices(box, names, set, text, swatch) {
  for (const [name, count] of names) {
    const label = make("label", "", "choice");
    const input = make("input");
    input.type = "checkbox";
    input.checked = true;
    input.onchange = () => { set[input.checked ? "delete" : "add"](name); refresh(); };
    label.append(input, swatch(name), make("span", text(name)), make("span", String(count), "count"));
    document.getElementById(box).append(label);
  }
}

const most = (one, two) => two[1] - one[1] || (one[0] < two[0] ? -1 : 1);
choices("relations", d3.rollups(links, (found) => found.length, (l) => l.relation).sort(most),
  hidden.relations, (name) => name.replaceAll("_", " "),
  (name) => make("span", "", `swatch ${colour(name)}`));
choices("kinds",
  Object.keys(KINDS).map((kind) => [kind, nodes.filter((node) => node.kind === kind).length])
    .filter(([, count]) => count),
  hidden.kinds, (name) => KINDS[name], (name) => make("span", "", `shape ${name}`));

const text = (node) => [node.name, node.number, node.title, node.type, node.issuer, node.subject,
  node.date, day(node.date)].filter(Boolean).join(" ");
for (const node of nodes) {
  node.words = folded(text(node));
  node.letters = plain(node.name);
}
const fits = (node) => node.letters.includes(plain(wanted)) && plain(wanted)
  || folded(wanted).split(/\s+/).every((word) => node.words.includes(word));

function refresh() {
  const seen = (node) => !hidden.kinds.has(node.kind);
  const drawn = (link) =>
    !hidden.relations.has(link.relation) && seen(link.source) && seen(link.target);
  const near = new Set(chosen ? [chosen] : []);
  for (const link of links) {
    if (drawn(link) && (link.source === chosen || link.target === chosen)) {
      near.add(link.source).add(link.target);
    }
  }
  const lit = (node) => (wanted ? fits(node) : !chosen || near.has(node));
  cards.classed("gone", (node) => !seen(node)).classed("dim", (node) => !lit(node))
    .classed("chosen", (node) => node === chosen);
  edges.classed("gone", (link) => !drawn(link)).classed("dim", (link) =>
    (wanted ? !(fits(link.source) && fits(link.target))
      : chosen && link.source !== chosen && link.target !== chosen));
  const found = nodes.filter((node) => seen(node) && fits(node)).length;
  document.getElementById("found").textContent = wanted ? `${found} of ${nodes.length}` : "";
}

const search = document.getElementById("search");
search.oninput = () => { wanted = search.value.trim(); refresh(); };
search.onkeydown = (event) => {
  const hit = nodes.filter((node) => !hidden.kinds.has(node.kind) && fits(node))[0];
  if (event.key === "Enter" && wanted && hit) {
    search.value = wanted = "";
    choose(hit);
    bring(hit);
  }
  if (event.key === "Escape") { search.value = wanted = ""; refresh(); }
};

// The panel.

function fact(list, name, value) {
  if (!value) return;
  list.append(make("dt", name), value instanceof Node ? value : make("dd", String(value)));
}

function quotation(edge) {
  const quote = make("q");
  const at = edge.text ? edge.sentence.indexOf(edge.text) : -1;
  if (at < 0) quote.textContent = edge.sentence || edge.text;
  else {
    quote.append(edge.sentence.slice(0, at), make("mark", edge.text),
      edge.sentence.slice(at + edge.text.length));
  }
  return quote;
}

function other(key) {
  const node = byKey.get(key);
  if (!node) return make("span", key);
  const button = make("button", node.name);
  button.type = "button";
  button.onclick = () => { choose(node); bring(node); };
  return button;
}

function item(edge, ends) {
  const row = make("li", "", colour(edge.relation));
  ends.forEach((key, n) => row.append(n ? " or " : "", other(key)));
  const how = [edge.relation.replaceAll("_", " "), edge.pinpoints.join(", "),
    edge.page && `page ${edge.page}`, edge.status, edge.note];
  row.append(make("div", how.filter(Boolean).join(" · "), "how"));
  if (edge.sentence || edge.text) row.append(quotation(edge));
  return row;
}

function listed(title, rows, count) {
  const heading = rows.length < count ? `${title} ${count}, ${rows.length} of them here`
    : `${title} ${rows.length}`;
  const list = make("ul");
  list.append(...rows);
  return [make("h3", heading), list];
}

function choose(node) {
  chosen = node;
  const panel = document.getElementById("panel");
  panel.hidden = !node;
  panel.replaceChildren();
  if (node) panel.append(...about(node));
  panel.scrollTop = 0;
  refresh();
}

function about(node) {
  const close = make("button", "✕", "close");
  close.type = "button";
  close.setAttribute("aria-label", "Close");
  close.onclick = () => choose(null);
  const facts = make("dl");
  fact(facts, "type", node.type);
  fact(facts, "issuer", node.issuer);
  fact(facts, "date", day(node.date) || node.year);
  fact(facts, "subject", node.subject);
  fact(facts, "state", KINDS[node.kind]);
  if (node.documents.length) {
    const places = make("dd");
    node.documents.forEach((id) => places.append(make("code", `vnadmin show ${id}`), " "));
    fact(facts, "evidence", places);
  }
  const cites = data.edges.filter((edge) => edge.source === node.key)
    .map((edge) => item(edge, edge.target ? [edge.target] : edge.candidates));
  const citing = data.edges.filter((edge) => edge.target === node.key && edge.source !== node.key)
    .map((edge) => item(edge, [edge.source]));
  return [close, make("h2", node.name), ...(node.title && node.number ? [make("p", node.title)] : []),
    facts, ...listed("Cites", cites, node.citing), ...listed("Cited by", citing, node.cited_by)];
}

// The beginning.

document.getElementById("counts").textContent =
  `${nodes.length} documents, ${data.edges.length} citations`;
document.getElementById("left-out").textContent = data.left_out;
document.onkeydown = (event) => { if (event.key === "Escape") choose(null); };
draw();
if (nodes.length) svg.call(zoom.transform, fitting());
refresh();
