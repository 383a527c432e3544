"use strict";
/* What this tab remembers: until it is closed, and never a whole NIK. */

const STORE = "chat";
const KEPT = 200;

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/* Sixteen digits or more, however they are spaced: only the first and last four stay. */
function mask(text) {
  return text.replace(/\d(?:[ .\-]{0,3}\d){15,}/g, run => {
    const digits = run.replace(/\D/g, "");
    return digits.slice(0, 4) + "•".repeat(digits.length - 8) + digits.slice(-4);
  });
}

/* own: this person's bubbles. seen: for each message its place on the paper and its time. */
function emptyMemory() {
  return { who: null, knock: newId(), own: [], seen: {} };
}

function recall() {
  try {
    return Object.assign(emptyMemory(), JSON.parse(sessionStorage.getItem(STORE)));
  } catch (error) {
    return emptyMemory();
  }
}

let memory = recall();

/* An unsent message with a number in it cannot be sent after a reload: it says so then. */
function asKept(entry) {
  const text = mask(entry.text);
  const state = text !== entry.text && entry.state !== "sent" ? "retype" : entry.state;
  return Object.assign({}, entry, { text, state });
}

function remember() {
  const ids = Object.keys(memory.seen).sort((a, b) => a - b).slice(-KEPT);
  const seen = {};
  ids.forEach(id => { seen[id] = memory.seen[id]; });
  const own = memory.own.slice(-KEPT).map(asKept);
  try {
    sessionStorage.setItem(STORE, JSON.stringify(Object.assign({}, memory, { own, seen })));
  } catch (error) {
    /* A full or forbidden store: the conversation itself goes on. */
  }
}

function forgetAll() {
  memory = emptyMemory();
  remember();
}
