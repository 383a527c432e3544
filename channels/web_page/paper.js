/* Draws the conversation. Words of people become text nodes and nothing else. */

const words = JSON.parse(document.getElementById("words").textContent);
const byId = id => document.getElementById(id);
const log = byId("log");
const scrollBox = byId("scroll");
const BOLD = /\ue001([^\ue001\ue002]*)\ue002?/;
const LINK = /https?:\/\/[^\s<>"'\ue001\ue002]+/;

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

/* Cuts text at each match of the pattern: what lies between is passed to `plain`. */
function weave(text, pattern, found, plain) {
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    plain(text.slice(0, match.index));
    const used = found(match);
    text = text.slice(match.index + used);
  }
  plain(text);
}

function safeLink(address) {
  const url = new URL(address, location.href);
  return url.protocol === "https:" || url.origin === location.origin;
}

function drawLink(parent, match) {
  const address = match[0].replace(/[.,;:!?)\]}*_]+$/, "");
  let node;
  try {
    if (!safeLink(address)) throw new Error("not ours");
    node = make("a", "", address);
    node.href = address;
    node.target = "_blank";
    node.rel = "noopener noreferrer";
  } catch (error) {
    node = document.createTextNode(address);
  }
  parent.append(node);
  return address.length;
}

function drawLinks(parent, text) {
  weave(text, LINK, match => drawLink(parent, match), piece => parent.append(piece));
}

function drawBody(parent, body) {
  weave(body, BOLD, match => {
    const strong = make("strong");
    drawLinks(strong, match[1]);
    parent.append(strong);
    return match[0].length;
  }, piece => drawLinks(parent, piece.replace(/[\ue001\ue002]/g, "")));
}

const clock = new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat("id-ID", { day: "numeric", month: "short" });

function drawTime(at) {
  const when = new Date(at);
  const today = when.toDateString() === new Date().toDateString();
  const node = make("time", "", (today ? "" : calendar.format(when) + ", ") + clock.format(when));
  node.dateTime = when.toISOString();
  return node;
}

/* Keeps the paper in order: whatever has a greater key stays below. */
function place(row, key) {
  row.dataset.key = key;
  let below = null;
  let above = log.lastElementChild;
  while (above && Number(above.dataset.key) > key) {
    below = above;
    above = above.previousElementSibling;
  }
  log.insertBefore(row, below);
}

const lastKey = () => (log.lastElementChild ? Number(log.lastElementChild.dataset.key) : 0);
const nextKey = () => lastKey() + 0.001;

function drawRow(kind, speaker) {
  const row = make("div", "row " + kind);
  const bubble = make("div", "bubble");
  bubble.append(make("span", "sr", speaker + ": "));
  row.append(bubble);
  return row;
}

function drawPicture(bubble, picture) {
  const image = make("img");
  image.alt = picture.alt || "";
  if (picture.width) image.width = picture.width;
  if (picture.height) image.height = picture.height;
  image.src = picture.src;
  bubble.append(image);
}

function drawButton(choice, onTap) {
  const button = make("button", "choice", choice.label);
  button.type = "button";
  button.addEventListener("click", () => onTap(choice));
  return button;
}

/* Opens beside the conversation, which goes on by itself once the page is saved. */
function drawDoor(choice) {
  const link = make("a", "choice", choice.label);
  link.href = choice.url;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  return link;
}

function drawChoices(row, choices, onTap) {
  const group = make("div", "choices");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", words.choices);
  choices.forEach(choice => {
    group.append(choice.url ? drawDoor(choice) : drawButton(choice, onTap));
  });
  row.append(group);
}

function drawBot(message, key, at, onTap) {
  const row = drawRow("bot", words.bot);
  row.dataset.id = message.id;
  const bubble = row.firstElementChild;
  if (message.picture) {
    row.classList.add("pictured");
    drawPicture(bubble, message.picture);
  }
  const text = make("p", "body");
  drawBody(text, message.body);
  bubble.append(text);
  const foot = make("p", "foot");
  if (at) foot.append(drawTime(at));
  row.append(foot);
  if (message.choices.length) drawChoices(row, message.choices, onTap);
  place(row, key);
  quietOlderChoices();
  return row;
}

function quietOlderChoices() {
  const bots = log.querySelectorAll(".bot");
  bots.forEach((row, at) => row.classList.toggle("old", at < bots.length - 1));
}

function drawOwn(entry) {
  const row = drawRow("own", words.you);
  row.dataset.own = entry.id;
  row.firstElementChild.append(make("p", "body", entry.text));
  row.append(make("p", "foot"));
  place(row, entry.key);
  return row;
}

const STATE_WORDS = {
  failed: "not_sent", too_long: "too_long", refused: "refused", retype: "retype",
};

/* The line under an own bubble: the time, or what became of it. */
function drawState(row, entry, onRetry) {
  const foot = row.querySelector(".foot");
  foot.textContent = "";
  row.classList.toggle("unsent", entry.state in STATE_WORDS);
  if (entry.state === "sent") foot.append(drawTime(entry.at));
  if (entry.state === "sending") foot.append(words.sending);
  if (!(entry.state in STATE_WORDS)) return;
  foot.append(make("span", "", words[STATE_WORDS[entry.state]]));
  if (entry.state !== "failed") return;
  const retry = make("button", "retry", words.retry);
  retry.type = "button";
  retry.addEventListener("click", onRetry);
  foot.append(" ", retry);
}

function clearPaper() {
  log.textContent = "";
}
