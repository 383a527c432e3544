/* Hears what the server says, and gets over a lost connection. */

async function connect() {
  clearTimeout(redial);
  const answer = await knock();
  if (answer === "in") listen();
  else if (answer === "later") lost();
  else statusLine.textContent = words.no_cookies;
}

function lastSeen() {
  const everything = !ready || Date.now() - alive > AWAY;
  return everything ? 0 : Math.max(0, ...shown);
}

function listen() {
  hangUp();
  const line = new EventSource("/chat/events?after=" + lastSeen());
  source = line;
  alive = Date.now();
  line.onmessage = event => { alive = Date.now(); hear(JSON.parse(event.data)); };
  line.onerror = () => { if (source === line) lost(); };
  line.addEventListener("ready", onReady);
  line.addEventListener("beat", () => { alive = Date.now(); });
}

function hangUp() {
  if (source) source.close();
  source = null;
}

function onReady() {
  alive = Date.now();
  failures = 0;
  statusLine.textContent = "";
  if (!ready) settleIn();
  ready = true;
  log.setAttribute("aria-busy", "false");
  pump();
}

/* The history is told: what was typed before it came moves below it. */
function settleIn() {
  memory.own.filter(entry => entry.early).forEach(entry => {
    delete entry.early;
    entry.key = nextKey();
    place(rowOf(entry), entry.key);
  });
  remember();
  scrollBox.scrollTop = scrollBox.scrollHeight;
}

function lost() {
  hangUp();
  failures += 1;
  if (!sending) markUnsent("failed");
  if (failures > 1) statusLine.textContent = ready ? words.offline : words.connecting;
  const wait = Math.min(15, 2 ** (failures - 2)) * SECOND * (0.75 + Math.random() / 2);
  clearTimeout(redial);
  redial = setTimeout(connect, wait);
}

/* A message that waited (at night, say) comes with a smaller number: it still goes last.
   When one was sent before this tab was open is not known, unless the message says so. */
function placeOf(message) {
  const known = memory.seen[message.id];
  if (known) return known;
  const key = ready ? Math.max(message.id, nextKey()) : message.id;
  return [key, message.at ? Date.parse(message.at) : ready ? Date.now() : null];
}

function hear(message) {
  if (shown.has(message.id)) return;
  shown.add(message.id);
  showTyping(false);
  const stick = atBottom() || (lastSent && Date.now() - lastSent.at < 20 * SECOND);
  const [key, at] = placeOf(message);
  memory.seen[message.id] = [key, at];
  const row = drawBot(message, key, at, choice => say(choice.label, choice.id));
  if (!ready) return;
  remember();
  follow(row, stick);
}
