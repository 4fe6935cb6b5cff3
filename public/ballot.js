// A ballot: its number is made up here, signed by the server while it is blinded, and cast
// without anything that says who casts it. Until it is in the box, what is needed to go on is
// kept on this device: an answer that is lost on the way loses no vote.
var form = document.getElementById("ballot"), done = document.getElementById("ballot-done");
var place = form || done, sheet = place.dataset.sheet.replace(/[^\w-]/g, ""), name = "ballot:" + sheet + ":" + place.dataset.person;

function kept() { try { return JSON.parse(localStorage.getItem(name)) || {}; } catch (e) { return {}; } }
// A receipt is never written over: another tab may have cast the ballot meanwhile.
function keep(what) { if (!kept().receipt) localStorage.setItem(name, JSON.stringify(what)); }
// One tab at a time takes and casts.
function alone(work) { return navigator.locks ? navigator.locks.request(name, work) : work(); }
function hex(bytes) { return Array.from(bytes, function (b) { return b.toString(16).padStart(2, "0"); }).join(""); }
function bytes(text) { return Uint8Array.from(text.match(/../g) || [], function (two) { return parseInt(two, 16); }); }
function say(what) {
  document.querySelectorAll("[data-say]").forEach(function (line) { line.hidden = line.dataset.say !== what; });
  var line = what && document.querySelector('[data-say="' + what + '"]');
  if (line) line.scrollIntoView({ block: "center" });
}

// What the server refuses, by its reason; anything else is a matter of the connection.
async function sent(path, body, credentials) {
  var answer = await fetch(path, { method: "POST", credentials: credentials, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (answer.ok) return answer.json();
  var fault = await answer.json().catch(function () { return {}; });
  // What a feature refuses lies below its name: { Appraisal: "BallotTaken" }.
  var why = fault.Refused;
  if (why && typeof why === "object") why = Object.values(why)[0];
  throw new Error(typeof why === "string" ? why : "other");
}

function marks() {
  var fields = new FormData(form), text = "";
  for (var person = 0; person < Number(form.dataset.targets); person += 1) {
    var overall = fields.get("m" + person + "-0") || "0";
    text += overall;
    for (var column = 1; column < Number(form.dataset.columns); column += 1) text += fields.get("m" + person + "-" + column) || overall;
  }
  return text;
}

async function cast() {
  var marked = marks();
  if (!/[1-4]/.test(marked)) return say("blank");
  var module = await import("/pkg/ballot.js");
  await module.default();
  var key = bytes(form.dataset.key), held = kept();
  if (held.receipt) return again();
  if (!held.number) {
    var number = crypto.getRandomValues(new Uint8Array(32)), blinded = module.blind(key, number);
    if (!blinded) throw new Error("BallotFalse");
    held = { number: hex(number), message: hex(blinded.message), secret: hex(blinded.secret) };
    keep(held);
  }
  if (!held.signature) {
    var answer = await sent("/ballots/" + sheet + "/take", { blinded: held.message }, "same-origin");
    var signature = module.unblind(key, bytes(held.number), bytes(held.message), bytes(held.secret), bytes(answer.signature));
    if (!signature) throw new Error("BallotFalse");
    held = { number: held.number, signature: hex(signature) };
    keep(held);
  }
  var receipt = await sent("/ballots/" + sheet + "/cast", { group: form.dataset.group, number: held.number, signature: held.signature, marks: marked }, "omit");
  keep({ receipt: receipt.receipt });
  if (receipt.first) show(); else again();
}

// It was in the box before: what is marked now changes nothing.
function again() {
  show();
  document.getElementById("ballot-first").hidden = false;
}

function show() {
  var receipt = kept().receipt;
  if (!receipt) return;
  if (form) form.hidden = true;
  done.hidden = false;
  document.getElementById("ballot-receipt").textContent = receipt;
  done.focus();
}

async function look() {
  var line = document.getElementById("ballot-found");
  var answer = await fetch("/ballots/" + sheet + "/receipt/" + kept().receipt, { credentials: "omit" }).then(function (answer) { return answer.json(); });
  line.textContent = answer.counted ? line.dataset.counted + answer.all : answer.in_box ? line.dataset.box : line.dataset.none;
}

if (form) {
  // Somebody who took a ballot with another browser is told before they fill this one in.
  if (form.dataset.taken === "true" && !kept().number && !kept().receipt) say("BallotTaken");
  form.addEventListener("change", function () {
    document.querySelectorAll('[data-say="blank"]').forEach(function (line) { line.hidden = true; });
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var button = form.querySelector("[type=submit]");
    button.disabled = true;
    button.textContent = button.dataset.busy;
    say("");
    alone(cast)
      .catch(function (error) { say(document.querySelector('[data-say="' + error.message + '"]') ? error.message : "other"); })
      .finally(function () { button.disabled = false; button.textContent = button.dataset.idle; });
  });
}
window.addEventListener("storage", function (event) { if (event.key === name) show(); });
document.getElementById("ballot-check").addEventListener("click", function () { look().catch(function () {}); });
show();
