/* What moves on the screen and what the person touches. */

const input = byId("text");
const typing = byId("typing");
const newest = byId("newest");
const mouse = window.matchMedia("(hover: hover) and (pointer: fine)").matches;
let typingTimer = 0;

const atBottom = () => scrollBox.scrollHeight - scrollBox.scrollTop - scrollBox.clientHeight < 60;

/* Down to the newest, but never past the beginning of what is new. */
function follow(row, stick) {
  if (stick) {
    const recent = lastSent && lastSent.row.isConnected && Date.now() - lastSent.at < 20 * SECOND;
    const first = recent ? lastSent.row : row;
    scrollBox.scrollTop = first.offsetTop - 8;
  }
  newest.hidden = atBottom();
}

function showTyping(on) {
  clearTimeout(typingTimer);
  typing.hidden = !on;
  if (!on) return;
  if (atBottom()) scrollBox.scrollTop = scrollBox.scrollHeight;
  typingTimer = setTimeout(() => showTyping(false), 15 * SECOND);
}

function fitInput() {
  input.style.height = "auto";
  input.style.height = Math.min(input.scrollHeight + 2, 160) + "px";
}

function submit() {
  const text = input.value.trim();
  if (!text) return;
  input.value = "";
  fitInput();
  say(text);
}

byId("compose").addEventListener("submit", event => {
  event.preventDefault();
  submit();
  input.focus();
});
input.addEventListener("input", fitInput);
input.addEventListener("keydown", event => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});
newest.addEventListener("click", () => {
  scrollBox.scrollTop = scrollBox.scrollHeight;
  input.focus();
});
let pinned = true; // a keyboard that opens must not cover the newest message
scrollBox.addEventListener("scroll", () => {
  pinned = atBottom();
  if (pinned) newest.hidden = true;
});
window.addEventListener("resize", () => {
  if (pinned) scrollBox.scrollTop = scrollBox.scrollHeight;
});

/* --- leaving, for a shared phone --- */

const leaving = byId("leaving");

byId("leave").addEventListener("click", () => {
  byId("leaving-problem").textContent = "";
  leaving.showModal();
});
byId("stay").addEventListener("click", () => leaving.close());
byId("go").addEventListener("click", async () => {
  const reply = await post("/chat/forget", {});
  if (reply.status !== 204) {
    byId("leaving-problem").textContent = words.leave_failed;
    return;
  }
  hangUp();
  startOver();
  forgetAll();
  input.value = "";
  leaving.close();
  input.focus();
  connect();
});

/* --- the network and the screen come and go --- */

function wake() {
  if (document.hidden) return;
  if (!source) connect();
  else if (Date.now() - alive > SILENCE) lost();
}

window.addEventListener("online", () => { pump(); connect(); });
document.addEventListener("visibilitychange", wake);
setInterval(() => { if (source && Date.now() - alive > SILENCE) lost(); }, 10 * SECOND);

memory.own.forEach(entry => drawState(drawOwn(entry), entry, retry));
statusLine.textContent = words.connecting;
if (mouse) input.focus();
connect();
