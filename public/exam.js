// Sitting an exam: the time that is left, by the server's clock; answers saved every few
// seconds; answers kept on this device while there is no connection, and sent when it is
// back; the paper handed in when the time is over.
(function () {
  var box = document.querySelector("main #exam");
  // Only the form of this very paper is ever sent from here.
  var form = box && box.querySelector('form[method=post][action="/api/exams/hand-in"]');
  if (!form || form.elements.attempt.value !== box.dataset.attempt) return;
  var key = "exam:" + box.dataset.attempt;
  var deadline = Number(box.dataset.deadline), ahead = Number(box.dataset.now) - Date.now();
  var turn = Number(box.dataset.turn), dirty = false, sending = false, EVERY = 4000;

  function entries() {
    var all = [];
    new FormData(form).forEach(function (value, name) { if (name.indexOf("answer[") === 0 && value !== "") all.push([name, value]); });
    return all;
  }
  function answered() {
    var ids = {};
    entries().forEach(function (one) { ids[one[0].replace(/\..*\]$/, "]")] = 1; });
    var done = Object.keys(ids).length, left = Number(box.dataset.questions) - done, line = document.getElementById("unanswered");
    document.getElementById("answered").textContent = done;
    if (line) { line.textContent = line.dataset.words.replace("#", left); line.hidden = left <= 0; }
  }
  function say(what) {
    document.querySelectorAll("[data-kept]").forEach(function (line) { line.hidden = line.dataset.kept !== what; });
  }
  function keep() {
    try { localStorage.setItem(key, JSON.stringify({ turn: turn, answers: entries() })); } catch (e) {}
  }
  // What this device has is newer than what the server has: it was typed without connection.
  function restore() {
    var kept = null;
    try { kept = JSON.parse(localStorage.getItem(key)); } catch (e) {}
    if (!kept || kept.turn <= turn) return;
    var values = {};
    kept.answers.forEach(function (one) { values[one[0]] = one[1]; });
    Array.prototype.forEach.call(form.elements, function (field) {
      if (!field.name || field.name.indexOf("answer[") !== 0) return;
      if (field.type === "radio" || field.type === "checkbox") field.checked = values[field.name] === field.value;
      else field.value = values[field.name] || "";
    });
    turn = kept.turn;
    dirty = true;
  }
  function body() {
    var all = new URLSearchParams();
    all.set("attempt", box.dataset.attempt);
    all.set("turn", String(turn));
    entries().forEach(function (one) { all.append(one[0], one[1]); });
    return all;
  }
  function changed() {
    turn += 1;
    form.elements.turn.value = String(turn);
    dirty = true;
    keep();
    answered();
  }
  function save() {
    if (!dirty || sending) return;
    sending = true;
    var sent = turn;
    say("saving");
    fetch("/api/exams/answers", { method: "POST", headers: { Accept: "application/json" }, body: body() }).then(function (answer) {
      sending = false;
      // Refused for good: handed in elsewhere, or out of time. The page says how it stands.
      if (answer.status === 409) { location.reload(); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json().then(function (saved) {
        if (sent === turn) dirty = false;
        ahead = saved.at - Date.now();
        document.getElementById("kept-at").textContent = new Date(saved.at + 8 * 3600000).toISOString().slice(11, 19);
        say("saved");
      });
    }).catch(function () { sending = false; say("offline"); });
  }
  function two(n) { return (n < 10 ? "0" : "") + n; }
  function tick() {
    var left = Math.max(0, Math.floor((deadline - Date.now() - ahead) / 1000));
    var clock = document.getElementById("left");
    clock.textContent = two(Math.floor(left / 3600)) + ":" + two(Math.floor(left / 60) % 60) + ":" + two(left % 60);
    clock.parentNode.classList.toggle("short-time", left < 300);
    if (left === 0 && !box.dataset.over) {
      box.dataset.over = "1";
      say("over");
      if (form.getAttribute("action") === "/api/exams/hand-in") form.requestSubmit();
    }
  }
  restore();
  form.elements.turn.value = String(turn);
  answered();
  // Nothing newer here than on the server: also what a page that closed sent with its last breath.
  if (!dirty && turn > 0) say("saved");
  form.addEventListener("input", changed);
  form.addEventListener("submit", function () { try { localStorage.removeItem(key); } catch (e) {} });
  addEventListener("online", save);
  // A page that is being left sends what it has; what does not arrive is still kept here.
  addEventListener("pagehide", function () {
    if (dirty && navigator.sendBeacon) navigator.sendBeacon("/api/exams/answers", body());
  });
  setInterval(save, EVERY);
  setInterval(tick, 1000);
  tick();
  box.dataset.ready = "1";
})();
