// Learning a chapter: a sign of life every few seconds while it is really being learned, the
// place to go on from, and the messages of bought packages. The server counts the time.
(function () {
  var box = document.querySelector("main #player");
  if (!box) return;
  var course = box.dataset.course, chapter = box.dataset.chapter, kind = box.dataset.kind, strict = box.dataset.strict === "1";
  // Tried by those who prepare it: nothing is counted and nothing is kept.
  var trial = box.dataset.trial === "1";
  var video = box.querySelector("video"), frame = box.querySelector("iframe"), reached = Number(box.dataset.reached);
  // A document is read in a tab of its own: it goes on counting for as long as that one is open.
  var reading = null, open = box.querySelector("a[data-reading]");
  if (open) open.addEventListener("click", function (event) {
    var tab = window.open(open.href);
    if (!tab) return;
    event.preventDefault();
    reading = tab;
    beat();
  });
  function away() { return document.hidden && !(reading && !reading.closed); }

  function post(path, fields) {
    return fetch(path, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(Object.assign({ course: course, chapter: chapter }, fields)) });
  }
  function show(beat) {
    reached = Math.max(reached, beat.position);
    document.getElementById("spent").textContent = String(Math.floor(beat.seconds / 60));
    document.querySelectorAll("[data-done]").forEach(function (line) {
      line.hidden = line.dataset.done !== (beat.completed ? "course" : beat.done ? "chapter" : "no");
    });
    box.dataset.seen = String(Number(box.dataset.seen || 0) + 1);
  }
  function alone(lost) { document.getElementById("offline").hidden = !lost; }
  function beat() {
    if (trial || away()) return;
    if (video && video.paused && !video.ended) return;
    var position = video ? Math.floor(video.currentTime) : 0;
    post("/api/courses/beat", { position: String(position) }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    }).then(function (beat) {
      alone(false);
      show(beat);
      if (video && strict && video.currentTime > beat.position + 4) video.currentTime = beat.position;
    }).catch(function () { alone(true); });
  }
  if (video) {
    var start = Number(box.dataset.position);
    video.addEventListener("loadedmetadata", function () { if (start > 0 && start < video.duration - 5) video.currentTime = start; });
    video.addEventListener("seeking", function () {
      if (strict && video.currentTime > reached + 4) video.currentTime = reached;
    });
    video.addEventListener("timeupdate", function () { if (!video.seeking && video.currentTime <= reached + 2) reached = Math.max(reached, video.currentTime); });
    ["play", "pause", "ended"].forEach(function (name) { video.addEventListener(name, beat); });
  }
  if (frame) {
    var from = null;
    addEventListener("message", function (event) {
      if (event.source !== frame.contentWindow || !event.data || !event.data.package) return;
      if (event.origin !== box.dataset.origin) return;
      if (event.data.package === "ready") {
        from = event.origin;
        frame.contentWindow.postMessage({ package: "state", data: box.dataset.kept || "{}", name: box.dataset.name }, from);
      }
      if (event.data.package === "commit") {
        box.dataset.kept = event.data.data;
        if (trial) return;
        var fields = { data: event.data.data, finished: event.data.finished ? "1" : "" };
        if (event.data.score !== null && event.data.score !== undefined) fields.score = String(event.data.score);
        post("/api/courses/package/save", fields).then(function (answer) {
          if (!answer.ok) throw new Error(String(answer.status));
          return answer.json();
        }).then(function (beat) { alone(false); show(beat); }).catch(function () { alone(true); });
      }
    });
  }
  if (kind !== "exercise" && !trial) {
    beat();
    new Worker("/script/clock.js").onmessage = beat;
  }
  box.dataset.ready = "1";
})();
