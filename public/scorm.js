// The interface SCORM packages look for in the pages around them (1.2: API, 2004:
// API_1484_11). What they keep goes to the page around this one by messages, and from there
// to the server, which decides what it is worth.
(function () {
  var own = document.body.dataset, parent_ = own.parent, data = null, dirty = false, begun = false, ended = false, error = "0";
  var old = own.standard === "scorm-1.2";
  var first = old
    ? { "cmi.core.student_id": "", "cmi.core.student_name": "", "cmi.core.lesson_location": "", "cmi.core.credit": "credit", "cmi.core.lesson_status": "not attempted", "cmi.core.entry": "ab-initio", "cmi.core.total_time": "0000:00:00", "cmi.core.lesson_mode": "normal", "cmi.core.score.raw": "", "cmi.core.score.min": "", "cmi.core.score.max": "", "cmi.suspend_data": "", "cmi.launch_data": "", "cmi.comments": "", "cmi.core._children": "student_id,student_name,lesson_location,credit,lesson_status,entry,score,total_time,lesson_mode,exit,session_time", "cmi.core.score._children": "raw,min,max" }
    : { "cmi._version": "1.0", "cmi.learner_id": "", "cmi.learner_name": "", "cmi.location": "", "cmi.credit": "credit", "cmi.completion_status": "unknown", "cmi.success_status": "unknown", "cmi.entry": "ab-initio", "cmi.total_time": "PT0S", "cmi.mode": "normal", "cmi.suspend_data": "", "cmi.launch_data": "", "cmi.score._children": "scaled,raw,min,max" };
  var fixed = /^cmi\.(core\.(student_id|student_name|credit|entry|total_time|lesson_mode|_children)|_version|learner_id|learner_name|credit|entry|total_time|mode)$/;

  function count(name) {
    var stem = name.slice(0, -"_count".length), most = -1;
    Object.keys(data).forEach(function (key) {
      if (key.indexOf(stem) !== 0) return;
      var n = parseInt(key.slice(stem.length), 10);
      if (n > most) most = n;
    });
    return String(most + 1);
  }
  function value(name) {
    if (!begun || ended) { error = old ? "301" : "122"; return ""; }
    error = "0";
    if (/\._count$/.test(name)) return count(name);
    if (name in data) return data[name];
    if (/_children$/.test(name)) return "id,score,status,type,time,result,weighting,latency,correct_responses,student_response,learner_response,description";
    if (/\.\d+\./.test(name)) { error = old ? "201" : "301"; return ""; }
    return "";
  }
  function set(name, to) {
    if (!begun || ended) { error = old ? "301" : "132"; return "false"; }
    if (fixed.test(name) || /_(children|count)$/.test(name)) { error = old ? "403" : "404"; return "false"; }
    error = "0";
    data[name] = String(to);
    dirty = true;
    return "true";
  }
  function score() {
    var scaled = data["cmi.score.scaled"], stem = old ? "cmi.core.score." : "cmi.score.";
    if (scaled !== undefined && scaled !== "") return Math.round(Math.max(0, Math.min(1, Number(scaled))) * 100);
    var raw = data[stem + "raw"], low = Number(data[stem + "min"]) || 0, high = Number(data[stem + "max"]) || 100;
    if (raw === undefined || raw === "" || isNaN(Number(raw)) || high <= low) return null;
    return Math.round(Math.max(0, Math.min(100, (Number(raw) - low) * 100 / (high - low))));
  }
  function finished() {
    return old ? /^(completed|passed)$/.test(data["cmi.core.lesson_status"]) : data["cmi.completion_status"] === "completed" || data["cmi.success_status"] === "passed";
  }
  function commit() {
    if (data && dirty) {
      dirty = false;
      parent.postMessage({ package: "commit", data: JSON.stringify(data), finished: finished(), score: score() }, parent_);
    }
    error = "0";
    return "true";
  }
  function begin() {
    if (begun) { error = old ? "101" : "103"; return "false"; }
    begun = true;
    ended = false;
    error = "0";
    return "true";
  }
  function end() {
    if (!begun || ended) { error = old ? "301" : "112"; return "false"; }
    if (old && data["cmi.core.lesson_status"] === "not attempted") set("cmi.core.lesson_status", "completed");
    commit();
    ended = true;
    begun = false;
    return "true";
  }
  var names = { "0": "No error", "101": "General exception", "103": "Already initialized", "112": "Termination before initialization", "122": "Retrieve before initialization", "132": "Store before initialization", "201": "Invalid argument", "301": "Not initialized", "403": "Element is read only", "404": "Element is read only" };
  function last() { return error; }
  function said(code) { return names[code] || ""; }
  window.API = { LMSInitialize: begin, LMSFinish: end, LMSGetValue: value, LMSSetValue: set, LMSCommit: commit, LMSGetLastError: last, LMSGetErrorString: said, LMSGetDiagnostic: said };
  window.API_1484_11 = { Initialize: begin, Terminate: end, GetValue: value, SetValue: set, Commit: commit, GetLastError: last, GetErrorString: said, GetDiagnostic: said };

  addEventListener("message", function (event) {
    if (event.origin !== parent_ || event.source !== parent || !event.data || event.data.package !== "state" || data) return;
    var kept = {};
    try { kept = JSON.parse(event.data.data) || {}; } catch (e) {}
    data = Object.assign({}, first, kept);
    var again = Object.keys(kept).length > 0;
    data[old ? "cmi.core.entry" : "cmi.entry"] = again ? "resume" : "ab-initio";
    data[old ? "cmi.core.student_name" : "cmi.learner_name"] = event.data.name || "";
    var frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms");
    frame.title = "SCORM";
    frame.src = own.launch;
    document.body.appendChild(frame);
  });
  setInterval(commit, 10000);
  addEventListener("pagehide", commit);
  parent.postMessage({ package: "ready" }, parent_);
})();
