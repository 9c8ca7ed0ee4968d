"use strict";
// All text of the release reaches the page as text nodes and attributes, never as markup.
const $ = (id) => document.getElementById(id);
const zh = () => document.documentElement.lang.startsWith("zh");
const t = (en, cn) => (zh() ? cn : en);
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
const visible = (text) =>
  text.replace(CONTROL, (c) => "⟨U+" + c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0") + "⟩");
const cut = (text, most) => (text.length > most ? text.slice(0, most) + "…" : text);

function make(tag, facts = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(facts)) {
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== ""));
  return node;
}

async function unpacked(id) {
  const packed = atob($(id).textContent.trim());
  const bytes = new Uint8Array(packed.length);
  for (let at = 0; at < packed.length; at++) bytes[at] = packed.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

let data, ids, lower, breaks;
const marks = new Map();
let shown = { doc: -1, from: 0, to: 0 };
let queueAt = -1;
const WINDOW = 60;

const paragraphsOf = (doc) => [data.docs.first[doc], data.docs.first[doc] + data.docs.n[doc]];
const percent = (mille) => (mille / 10).toFixed(mille % 10 ? 1 : 0) + " %";
const kindOf = (at) => data.kinds[data.p.kind[at]];
const kindName = (kind) => (zh() ? data.words[kind] || kind : kind);

// ---- the decoded source of a document, restored from its rows ----
function sourceOf(doc) {
  const [first, last] = paragraphsOf(doc);
  const edits = [];
  for (let at = data.docs.edits[doc]; at < data.docs.edits[doc + 1]; at++)
    edits.push({ at, start: data.e.start[at], end: data.e.end[at], removed: data.e.removed[at] || "", inserted: data.e.inserted[at] || "",
      rule: data.rules[data.e.rule[at]], sure: data.e.sure[at], withheld: data.e.removed[at] === null });
  const spans = [];
  for (let row = first; row < last; row++) {
    const pairs = data.p.spans[row];
    for (let at = 0; at < pairs.length; at += 2) spans.push({ row, start: pairs[at], end: pairs[at + 1], nth: at / 2 });
  }
  spans.sort((one, two) => one.start - two.start);
  return { edits, spans };
}

// The pieces of each row: runs that were kept, and edits; in the order of the row's text.
function piecesOf(source, row) {
  const chars = Array.from(data.p.text[row]);
  const pieces = [];
  let at = 0;
  for (const span of source.spans.filter((each) => each.row === row).sort((a, b) => a.nth - b.nth)) {
    let place = span.start;
    for (const edit of within(source.edits, span.start, span.end)) {
      if (place < edit.start) {
        pieces.push({ text: chars.slice(at, at + edit.start - place).join(""), start: place, end: edit.start, nth: span.nth });
        at += edit.start - place;
      }
      pieces.push({ edit, start: edit.start, end: edit.end, nth: span.nth });
      at += Array.from(edit.inserted).length;
      place = edit.end;
    }
    if (place < span.end) {
      pieces.push({ text: chars.slice(at, at + span.end - place).join(""), start: place, end: span.end, nth: span.nth });
      at += span.end - place;
    }
  }
  return pieces;
}

function within(edits, start, end) {
  let low = 0, high = edits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edits[middle].end <= start) low = middle + 1;
    else high = middle;
  }
  const found = [];
  for (; low < edits.length && edits[low].end <= end; low++) found.push(edits[low]);
  return found;
}

// ---- one document, before and after ----
function editNode(edit) {
  const lineEnd = /[\n\f\r]/.test(edit.removed);
  const joins = lineEnd && !edit.rule.includes("layout.break");
  const kept = joins ? undefined : breaks.get(data.docs.id[shown.doc] + " " + edit.start);
  const sure = kept === undefined ? edit.sure : kept;
  const doubtful = sure < 800;
  const label = `${edit.rule}, ${percent(sure)}: ${quoted(edit)}`;
  const node = make("button", { type: "button", class: "edit" + (doubtful ? " doubtful" : ""), "data-tip": label, "aria-label": label });
  if (edit.withheld) node.append(make("del", {}, "█"));
  else if (lineEnd) {
    if (edit.removed.replace(/[\s\u3000]+/g, "")) node.append(make("del", {}, visible(edit.removed.trim())));
    node.append(make("span", { class: joins ? "joined" : "kept" }, (doubtful ? "?" : "") + (joins ? "⏎" : "¶")));
  } else node.append(edit.removed ? make("del", {}, shownBlank(edit.removed)) : "");
  if (edit.inserted) node.append(make("ins", {}, shownBlank(edit.inserted)));
  return node;
}
const shownBlank = (text) => visible(text.replace(/[ \u00a0]/g, "␣").replace(/\u3000/g, "□").replace(/\t/g, "→"));
const quoted = (edit) =>
  edit.withheld ? t("withheld", "已隐去") : `“${cut(shownBlank(edit.removed.replace(/\r?\n|\f/g, "⏎")), 60)}” → “${cut(shownBlank(edit.inserted), 60)}”`;

function rowNode(source, row) {
  const left = make("div", { class: "source" });
  let nth = 0, length = 0;
  for (const piece of piecesOf(source, row)) {
    if (piece.nth !== nth) left.append(make("div", { class: "between" }, "⋯"));
    nth = piece.nth;
    if (length > 20000) { left.append("…"); break; }
    if (piece.edit) {
      left.append(editNode(piece.edit));
      if (/[\n\f\r]/.test(piece.edit.removed)) left.append(make("br"));
    } else left.append(visible(cut(piece.text, 20000)));
    length += piece.end - piece.start;
  }
  const after = afterEdits(source, row);
  for (const edit of after) if (!isFurniture(edit)) left.append(editNode(edit));
  const id = data.p.id[row];
  const sure = Math.min(data.p.sure[row], data.p.kindSure[row]);
  const right = make("div", { class: "after" },
    make("div", { class: "head" },
      make("a", { class: "id", href: "#" + id }, id), " ",
      make("span", { class: "kind" }, kindName(kindOf(row)) + (data.p.level[row] ? " " + data.p.level[row] : "")), " ",
      make("span", { class: "sure" + (sure < 800 ? " doubtful" : "") }, percent(sure)), " ",
      make("button", { type: "button", class: "small", onclick: () => openPanel(row), "aria-label": t("Review ", "审校 ") + id }, t("Review", "审校"))),
    make("p", { class: "text " + kindOf(row), lang: "zh" }, visible(cut(data.p.text[row], 20000))));
  const node = make("div", { class: "row" + (sure < 800 ? " doubtful" : ""), id, tabindex: "-1" }, left, right);
  if (markOf(row)) node.classList.add("marked");
  const furniture = after.filter(isFurniture).map((edit) => furnitureNode(edit));
  return [node, ...furniture];
}

const isFurniture = (edit) => edit.rule.includes("furniture.") && !edit.inserted;
function afterEdits(source, row) {
  const pairs = data.p.spans[row];
  const end = pairs[pairs.length - 1];
  const next = source.spans.find((span) => span.start >= end);
  return within(source.edits, end, next ? next.start : Infinity).filter((edit) => edit.start >= end);
}

function furnitureNode(edit) {
  const exact = Array.from(edit.removed.trim()).slice(0, 40).join("");
  const decide = () => mark({ action: "keep", document: data.docs.id[shown.doc], exact, becomes: "paragraph", at: edit.start });
  const label = `${edit.rule}, ${percent(edit.sure)}`;
  return make("div", { class: "row furniture" },
    make("div", { class: "source" },
      make("button", { type: "button", class: "edit" + (edit.sure < 800 ? " doubtful" : ""), "data-tip": label, "aria-label": label + ": " + visible(edit.removed) },
        make("del", {}, visible(edit.removed)))),
    make("div", { class: "after" }, make("span", { class: "kind" }, t("furniture", "页眉页脚")), " ",
      make("button", { type: "button", class: "small", onclick: decide }, t("It is text", "这是正文"))));
}

function showDocument(doc, around) {
  if (data.standoff) return;
  const [first, last] = paragraphsOf(doc);
  const at = around === undefined ? first : around;
  shown = { doc, from: Math.max(first, at - WINDOW), to: Math.min(last, at + WINDOW) };
  drawDocument();
}

function drawDocument() {
  const { doc, from, to } = shown;
  if (doc < 0) return;
  const [first, last] = paragraphsOf(doc);
  const source = sourceOf(doc);
  const body = $("pages");
  body.replaceChildren();
  $("document-title").textContent = visible(data.docs.title[doc] || data.docs.id[doc]);
  $("document-file").textContent = `${data.docs.id[doc]} · ${visible(data.docs.file[doc] || "")}`;
  if (from > first) body.append(more(t("Earlier paragraphs", "前面的段落"), () => { shown.from = Math.max(first, from - WINDOW); drawDocument(); }));
  else for (const edit of within(source.edits, 0, source.spans.length ? source.spans[0].start : Infinity)) if (isFurniture(edit)) body.append(furnitureNode(edit));
  for (let row = from; row < to; row++) body.append(...rowNode(source, row));
  if (to < last) body.append(more(t("Later paragraphs", "后面的段落"), () => { shown.to = Math.min(last, to + WINDOW); drawDocument(); }));
  $("document").hidden = false;
  $("doc-title").value = data.docs.title[doc] || "";
  $("doc-authors").value = (data.docs.authors[doc] || []).join("；");
}
const more = (label, action) => make("button", { type: "button", class: "more", onclick: action }, label);

function goTo(id, focus = true) {
  const row = ids.get(id);
  if (row === undefined) return false;
  showDocument(data.p.doc[row], row);
  const node = $(id);
  if (node) {
    for (const other of document.querySelectorAll(".row.current")) other.classList.remove("current");
    node.classList.add("current");
    if (focus) node.focus({ preventScroll: true });
    node.scrollIntoView({ block: "center" });
  }
  return true;
}

// ---- the list of paragraphs: only what is in sight is in the page ----
const HEIGHT = 56;
let matches = [];
// What is searched is made ready in slices, so that the page can be used meanwhile.
function prepare(upTo) {
  const { id, text } = data.p, end = Math.min(upTo, id.length);
  for (let at = lower.length; at < end; at++) lower.push((id[at] + " " + (text[at] || "")).toLowerCase());
  if (lower.length < id.length && upTo !== Infinity) setTimeout(() => prepare(lower.length + 10000), 0);
}
function filter() {
  const started = performance.now();
  const words = $("search").value.toLowerCase();
  const kind = $("kind-filter").value, doubt = $("doubt-filter").checked;
  const kindAt = kind === "" ? -1 : Number(kind);
  const found = [];
  const { kind: kinds, sure, kindSure } = data.p, all = kinds.length;
  if (words) prepare(Infinity);
  for (let at = 0; at < all; at++) {
    if (kindAt >= 0 && kinds[at] !== kindAt) continue;
    if (doubt && sure[at] >= 800 && kindSure[at] >= 800) continue;
    if (words && !lower[at].includes(words)) continue;
    found.push(at);
  }
  matches = found;
  $("found").textContent = t(`${found.length} of ${all} paragraphs`, `${all} 段中的 ${found.length} 段`);
  $("spacer").style.height = Math.min(found.length * HEIGHT, 15000000) + "px";
  $("list").scrollTop = 0;
  drawList();
  document.documentElement.dataset.filterMs = (performance.now() - started).toFixed(1);
}

function drawList() {
  const list = $("list");
  const full = matches.length * HEIGHT, tall = Math.min(full, 15000000);
  const top = full > tall ? (list.scrollTop / Math.max(1, tall - list.clientHeight)) * (full - list.clientHeight) : list.scrollTop;
  const first = Math.max(0, Math.floor(top / HEIGHT) - 4);
  const count = Math.ceil((list.clientHeight || 400) / HEIGHT) + 8;
  const rows = [];
  for (let at = first; at < Math.min(matches.length, first + count); at++) rows.push(itemNode(at));
  const items = $("items");
  items.style.transform = `translateY(${list.scrollTop + first * HEIGHT - top}px)`;
  items.replaceChildren(...rows);
}

function itemNode(at) {
  const row = matches[at];
  const sure = Math.min(data.p.sure[row], data.p.kindSure[row]);
  const text = data.p.text[row];
  return make("li", { class: "item" + (sure < 800 ? " doubtful" : ""), "aria-setsize": matches.length, "aria-posinset": at + 1 },
    make("a", { href: "#" + data.p.id[row] },
      make("span", { class: "id" }, data.p.id[row]), " ", make("span", { class: "kind" }, kindName(kindOf(row))),
      make("span", { class: "excerpt", lang: "zh" }, text === null ? t("withheld", "已隐去") : visible(text.slice(0, 160)))));
}

// ---- documents ----
let docRows = 0;
function drawDocuments(all) {
  const body = $("documents-body");
  const end = Math.min(data.docs.id.length, all ? Infinity : docRows + 100);
  for (; docRows < end; docRows++) {
    const doc = docRows, doubts = data.docs.doubts[doc], n = data.docs.n[doc];
    const share = n ? Math.min(1, doubts / n) : 0;
    const bar = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const label = t(`${doubts} doubtful places in ${n} paragraphs`, `${n} 段中有 ${doubts} 处存疑`);
    for (const [name, value] of Object.entries({ viewBox: "0 0 100 10", width: 100, height: 10, role: "img", "aria-label": label, class: "doubt-bar" })) bar.setAttribute(name, value);
    for (const [kind, width] of [["rest", 100], ["part", share * 100]]) {
      const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      for (const [name, value] of Object.entries({ class: kind, width, height: 10, rx: 2 })) rect.setAttribute(name, value);
      bar.append(rect);
    }
    const open = data.standoff || !n ? make("span", {}, data.docs.id[doc])
      : make("a", { href: "#" + data.p.id[data.docs.first[doc]] }, data.docs.id[doc]);
    body.append(make("tr", {}, make("th", { scope: "row" }, open),
      make("td", { lang: "zh" }, visible(cut(data.docs.title[doc] || "–", 80))), make("td", {}, data.docs.date[doc] || "–"),
      make("td", { class: "number" }, String(n)), make("td", { class: "doubt-cell" }, bar, " ", String(doubts))));
  }
  $("more-documents").hidden = docRows >= data.docs.id.length;
}

// ---- the queue of doubtful places ----
const WHAT = {
  break: ["Does the paragraph end here?", "段落在这里结束吗？"], join: ["Do these lines belong together?", "这两行属于同一段吗？"],
  kind: ["Is this the right kind?", "这一类型对吗？"], furniture: ["Was this line rightly removed?", "删去这一行对吗？"],
  word: ["Is this word right?", "这个词对吗？"], paragraph: ["Is this one paragraph?", "这是一个段落吗？"],
};
const open = () => data.queue.filter((doubt) => !marks.has(placeOf(doubt)));
function drawQueue() {
  const left = open();
  const list = $("queue-list");
  list.replaceChildren(...left.slice(0, 50).map((doubt) => queueNode(doubt)));
  $("queue-count").textContent = left.length
    ? t(`${left.length} of ${data.queue.length} places are undecided` + (left.length > 50 ? "; the first 50:" : "."), `${data.queue.length} 处中有 ${left.length} 处待定` + (left.length > 50 ? "，前 50 处：" : "。"))
    : t("Nothing is left to decide.", "没有待定之处。");
  $("queue-more").hidden = left.length === 0;
}
function queueNode(doubt) {
  const id = doubt.paragraph || doubt.document;
  const words = make("span", { class: "words", lang: "zh" });
  words.append(visible(doubt.before || ""), make("mark", {}, doubt.exact ? visible(doubt.exact) : doubt.what === "join" ? "⏎" : "¶"), visible(doubt.after || ""));
  const decide = (facts) => () => mark({ ...anchor(doubt), ...facts });
  const button = (label, facts) => make("button", { type: "button", class: "small", onclick: decide(facts) }, label);
  const answers = [button(t("Right", "正确"), { action: "right" })];
  if (doubt.what === "break") answers.push(button(t("Join", "合并"), { action: "join" }));
  if (doubt.what === "join") answers.push(button(t("Split", "拆分"), { action: "split" }));
  if (doubt.what === "furniture") answers.push(button(t("It is text", "这是正文"), { action: "keep", becomes: "paragraph" }));
  if (doubt.what === "kind" || doubt.what === "paragraph") answers.push(kindSelect((kind) => mark({ ...anchor(doubt), action: "kind", becomes: kind }), id));
  if (doubt.what === "word") {
    const input = make("input", { type: "text", value: doubt.exact, "aria-label": t("The right word", "正确的词"), class: "word" });
    answers.push(input, make("button", { type: "button", class: "small", onclick: () => mark({ ...anchor(doubt), action: "correct", becomes: input.value }) }, t("Correct", "更正")));
  }
  return make("li", { class: "doubt" },
    make("div", {}, doubt.paragraph ? make("a", { href: "#" + id, class: "id" }, id) : make("span", { class: "id" }, id), " ",
      make("span", { class: "question" }, t(...WHAT[doubt.what])), " ", make("span", { class: "sure doubtful" }, doubt.sure === null ? doubt.name : percent(doubt.sure))),
    words, make("div", { class: "answers" }, ...answers));
}
function kindSelect(decide, id) {
  const select = make("select", { "aria-label": t("Kind of ", "类型：") + id, onchange: (event) => event.target.value && decide(event.target.value) },
    make("option", { value: "" }, t("Another kind …", "其他类型 …")));
  for (const kind of [...data.kinds, "furniture"].filter((kind, at, all) => all.indexOf(kind) === at)) select.append(make("option", { value: kind }, kindName(kind)));
  return select;
}
const anchor = ({ paragraph, document, before, exact, after, at }) => ({ paragraph, document, before, exact, after, at });

function step(by) {
  const places = open().filter((doubt) => doubt.paragraph);
  if (!places.length) return;
  queueAt = (queueAt + by + places.length) % places.length;
  if (queueAt < 0) queueAt = 0;
  location.hash = places[queueAt].paragraph;
  goTo(places[queueAt].paragraph);
}

// ---- marks ----
const placeOf = (decision) => JSON.stringify([decision.paragraph || decision.document, decision.before || "", decision.exact || "", decision.after || "",
  decision.action === "title" || decision.action === "authors" ? decision.action : ""]);
const markOf = (row) => [...marks.values()].find((decision) => decision.paragraph === data.p.id[row]);
function mark(decision) {
  const note = $("panel").open ? $("note").value.trim() : "";
  marks.set(placeOf(decision), note ? { ...decision, note } : decision);
  drawMarks();
  drawQueue();
  const node = decision.paragraph && $(decision.paragraph);
  if (node) node.classList.add("marked");
  say(t(`Marked: ${decision.action} ${decision.paragraph || decision.document}`, `已标记：${decision.action} ${decision.paragraph || decision.document}`));
}
function drawMarks() {
  $("marks").replaceChildren(...[...marks].map(([place, decision]) =>
    make("li", {}, make("span", { class: "id" }, decision.paragraph || decision.document), ` ${decision.action} `,
      make("span", { lang: "zh" }, visible(cut([].concat(decision.becomes || decision.exact || decision.before + "|" + decision.after).join("；"), 60))), " ",
      make("button", { type: "button", class: "small", "aria-label": t("Take back ", "撤销 ") + (decision.paragraph || decision.document),
        onclick: () => { marks.delete(place); drawMarks(); drawQueue(); drawDocument(); } }, t("Take back", "撤销")))));
  $("marked").textContent = t(`${marks.size} decisions`, `${marks.size} 项决定`);
  $("save").disabled = marks.size === 0;
}
const say = (text) => { $("status").textContent = text; };

const toml = (value) => (Array.isArray(value) ? "[" + value.map(toml).join(", ") + "]"
  : typeof value === "number" ? String(value) : JSON.stringify(value).replace(/\u007f/g, "\\u007f"));
function reviewFile() {
  const lines = ["[review]", `dataset = ${toml(data.name)}`, `version = ${toml(data.version)}`];
  for (const decision of marks.values()) {
    lines.push("", "[[decision]]");
    const facts = { ...decision, date: $("date").value, reviewer: $("reviewer").value.trim() };
    if (facts.paragraph) delete facts.document;
    for (const name of ["action", "paragraph", "document", "before", "exact", "after", "becomes", "level", "at", "note", "date", "reviewer"]) {
      const value = facts[name];
      if (value !== undefined && value !== null && (value !== "" || (name === "becomes" && facts.action === "correct"))) lines.push(`${name} = ${toml(value)}`);
    }
  }
  return lines.join("\n") + "\n";
}
function save() {
  const link = make("a", { href: URL.createObjectURL(new Blob([reviewFile()], { type: "text/plain" })), download: "review.toml" });
  document.body.append(link);
  link.click();
  setTimeout(() => { URL.revokeObjectURL(link.href); link.remove(); }, 1000);
}

// ---- the panel that marks a paragraph ----
let panelRow = -1;
function openPanel(row) {
  panelRow = row;
  const text = $("panel-text");
  text.value = data.p.text[row];
  $("panel-id").textContent = data.p.id[row];
  $("word").value = $("note").value = "";
  $("panel-kind").replaceChildren(kindSelect((kind) => decideKind(kind), data.p.id[row]));
  const [, last] = paragraphsOf(data.p.doc[row]);
  $("panel-join").disabled = row + 1 >= last;
  $("panel").showModal();
  text.focus();
  text.setSelectionRange(0, 0);
}
const points = (text) => Array.from(text);
const at16 = (text, low, high) => ({ before: points(text.slice(0, low)).slice(-16).join(""), after: points(text.slice(high)).slice(0, 16).join("") });
function decideKind(kind) {
  mark({ action: "kind", paragraph: data.p.id[panelRow], exact: points(data.p.text[panelRow]).slice(0, 40).join(""), becomes: kind, at: data.p.spans[panelRow][0] });
  $("panel").close();
}
function decideJoin() {
  const pairs = data.p.spans[panelRow];
  mark({ action: "join", paragraph: data.p.id[panelRow], before: points(data.p.text[panelRow]).slice(-16).join(""),
    after: points(data.p.text[panelRow + 1]).slice(0, 16).join(""), at: pairs[pairs.length - 1] });
  $("panel").close();
}
function decideSplit() {
  const text = data.p.text[panelRow], at = $("panel-text").selectionStart;
  if (!text.slice(0, at).trim() || !text.slice(at).trim()) return say(t("Put the cursor where the paragraph should be split.", "请把光标放在要拆分的位置。"));
  mark({ action: "split", paragraph: data.p.id[panelRow], ...at16(text, at, at), at: sourceAt(panelRow, at, false) });
  $("panel").close();
}
function decideWord() {
  const { selectionStart: low, selectionEnd: high } = $("panel-text"), text = data.p.text[panelRow];
  if (low === high) return say(t("Select the word that is wrong.", "请选中错误的词。"));
  mark({ action: "correct", paragraph: data.p.id[panelRow], ...at16(text, low, high), exact: text.slice(low, high), becomes: $("word").value, at: sourceAt(panelRow, low, true) });
  $("panel").close();
}
function decideRight() {
  mark({ action: "right", paragraph: data.p.id[panelRow], exact: points(data.p.text[panelRow]).slice(0, 40).join(""), at: data.p.spans[panelRow][0] });
  $("panel").close();
}
function sourceAt(row, index, whole) {
  let left = points(data.p.text[row].slice(0, index)).length;
  for (const piece of piecesOf(sourceOf(data.p.doc[row]), row)) {
    const length = piece.edit ? points(piece.edit.inserted).length : piece.end - piece.start;
    if (left < length || (!whole && left === 0)) return piece.edit ? piece.start : piece.start + left;
    left -= length;
  }
  return undefined;
}
function stateTitle() {
  const doc = shown.doc, title = $("doc-title").value.trim(), authors = $("doc-authors").value.split(/[；;]/).map((name) => name.trim()).filter(Boolean);
  if (title && title !== (data.docs.title[doc] || "")) mark({ action: "title", document: data.docs.id[doc], becomes: title });
  if (authors.join("；") !== (data.docs.authors[doc] || []).join("；")) mark({ action: "authors", document: data.docs.id[doc], becomes: authors });
}

// ---- start ----
function setLanguage(lang) {
  document.documentElement.lang = lang;
  $("language").textContent = lang === "en" ? "中文" : "English";
  $("language").lang = lang === "en" ? "zh" : "en";
  for (const node of document.querySelectorAll("[data-zh]")) {
    if (!node.dataset.en) node.dataset.en = node.getAttribute("placeholder") || node.getAttribute("aria-label") || "";
    const text = lang === "en" ? node.dataset.en : node.dataset.zh;
    if (node.hasAttribute("placeholder")) node.setAttribute("placeholder", text);
    node.setAttribute("aria-label", text);
  }
  $("documents-body").replaceChildren();
  docRows = 0;
  drawDocuments();
  fillKinds();
  filter();
  drawQueue();
  drawMarks();
  drawDocument();
}
function fillKinds() {
  const select = $("kind-filter"), chosen = select.value;
  select.replaceChildren(make("option", { value: "" }, t("All kinds", "所有类型")), ...data.kinds.map((kind, at) => make("option", { value: String(at) }, kindName(kind))));
  select.value = chosen;
}
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || $("panel").open || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  if (event.key === "n") step(1);
  else if (event.key === "p") step(-1);
  else if (event.key === "/") { event.preventDefault(); $("search").focus(); }
}
async function start() {
  data = await unpacked("rows");
  ids = new Map(data.p.id.map((id, at) => [id, at]));
  breaks = new Map(data.queue.filter((doubt) => doubt.what === "break").map((doubt) => [doubt.document + " " + doubt.at, doubt.sure]));
  lower = [];
  const today = new Date();
  $("date").value = [today.getFullYear(), String(today.getMonth() + 1).padStart(2, "0"), String(today.getDate()).padStart(2, "0")].join("-");
  $("search").addEventListener("input", filter);
  $("kind-filter").addEventListener("change", filter);
  $("doubt-filter").addEventListener("change", filter);
  $("list").addEventListener("scroll", drawList, { passive: true });
  $("more-documents").addEventListener("click", () => drawDocuments());
  $("language").addEventListener("click", () => setLanguage(zh() ? "en" : "zh"));
  $("next").addEventListener("click", () => step(1));
  $("previous").addEventListener("click", () => step(-1));
  $("save").addEventListener("click", save);
  $("panel-join").addEventListener("click", decideJoin);
  $("panel-split").addEventListener("click", decideSplit);
  $("panel-word").addEventListener("click", decideWord);
  $("panel-right").addEventListener("click", decideRight);
  $("panel-close").addEventListener("click", () => $("panel").close());
  $("state-title").addEventListener("click", stateTitle);
  document.addEventListener("keydown", onKey);
  addEventListener("hashchange", () => goTo(decodeURIComponent(location.hash.slice(1))));
  addEventListener("resize", drawList);
  setLanguage(navigator.language.startsWith("zh") ? "zh" : "en");
  if (location.hash) goTo(decodeURIComponent(location.hash.slice(1)));
  document.documentElement.dataset.ready = performance.now().toFixed(0);
  prepare(10000);
}
start();
