/* Says things to the server: once, in order, and again when it did not arrive. */

const SECOND = 1000;
const SILENCE = 50 * SECOND; // the server's pulse comes every 20
const AWAY = 300 * SECOND; // after so long everything is asked for again
const statusLine = byId("status");
const payload = new URLSearchParams(location.search).get("n") || "";

let source = null; // the open line, or null
let ready = false; // history has been told since the page was loaded
let alive = 0; // when the line was last heard
let failures = 0;
let redial = 0;
let sendTimer = 0;
let sending = false;
let lastSent = null; // the bubble whose answer is awaited, and since when
const shown = new Set();

async function post(path, data) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 20 * SECOND);
  try {
    const reply = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(data),
      credentials: "same-origin",
      signal: stop.signal,
    });
    const after = Number(reply.headers.get("Retry-After")) || 0;
    const body = reply.status === 200 ? await reply.json() : {};
    return { status: reply.status, after, body };
  } catch (error) {
    return { status: 0, after: 0, body: {} };
  } finally {
    clearTimeout(timer);
  }
}

/* Two knocks for a newcomer: the first brings the cookie. Says whether we are in. */
async function knock() {
  for (let tries = 0; tries < 2; tries += 1) {
    const reply = await post("/chat/start", { id: memory.knock, n: payload });
    if (reply.status !== 200) return "later";
    if (!reply.body.again) return recognise(reply.body.who);
  }
  return "no_cookies";
}

/* Another person's cookie (a shared phone): nothing of the one before may stay on the screen. */
function recognise(who) {
  if (memory.who && memory.who !== who) startOver();
  memory.who = who;
  remember();
  return "in";
}

function startOver() {
  const id = memory.knock;
  forgetAll();
  memory.knock = id;
  clearPaper();
  shown.clear();
  ready = false;
  log.setAttribute("aria-busy", "true");
}

const unsent = () => memory.own.filter(entry => entry.state === "sending" || entry.state === "failed");

function say(text, choice) {
  const entry = { id: newId(), key: nextKey(), at: Date.now(), text, state: "sending" };
  if (choice) entry.choice = choice;
  if (!ready) entry.early = true;
  memory.own.push(entry);
  const row = drawOwn(entry);
  drawState(row, entry, retry);
  remember();
  lastSent = { row, at: Date.now() };
  scrollBox.scrollTop = scrollBox.scrollHeight;
  pump();
}

const rowOf = entry => log.querySelector(`[data-own="${entry.id}"]`);

/* Drawn only when it changed: a screen reader would say it again. */
function mark(entry, state) {
  if (entry.state === state) return;
  entry.state = state;
  const row = rowOf(entry);
  if (row) drawState(row, entry, retry);
  remember();
}

const markUnsent = state => unsent().forEach(entry => mark(entry, state));

function retry() {
  markUnsent("sending");
  (mouse ? input : scrollBox).focus(); // the button pressed is about to go
  if (ready) pump();
  else connect();
}

/* One at a time and in order; what fails waits for a button, the network or the timer. */
async function pump() {
  if (sending || !ready) return;
  sending = true;
  clearTimeout(sendTimer);
  for (let entry = unsent()[0]; entry; entry = unsent()[0]) {
    const retryIn = await deliver(entry);
    if (!retryIn) continue;
    markUnsent("failed");
    sendTimer = setTimeout(pump, retryIn);
    break;
  }
  sending = false;
}

/* 0 when this message is settled, else how long to wait before the next try. */
async function deliver(entry) {
  showTyping(true);
  const { id, text, choice } = entry;
  const reply = await post("/chat/send", choice ? { id, text, choice } : { id, text });
  if (reply.status === 204) return settle(entry, "sent");
  showTyping(false);
  if (reply.status === 413) return settle(entry, "too_long");
  if (reply.status === 401) await knock();
  else if (reply.status === 400 || reply.status === 403) return settle(entry, "refused");
  return (reply.status === 0 ? 30 : Math.max(reply.after, 2)) * SECOND;
}

function settle(entry, state) {
  mark(entry, state);
  return 0;
}
