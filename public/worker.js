// Keeps the check-in page for a phone that has no connection in the room: a scanned code
// then opens it from here, and theme.js keeps the code and sends it later.
var KEPT = "ganqiao-check-in";

function keep() {
  return caches.open(KEPT).then(function (kept) {
    return fetch("/check-in", { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok || answer.redirected) return;
      return answer.clone().text().then(function (text) {
        var files = ["/theme.js", "/script/date.js", "/script/form.js", "/favicon.svg"], css = text.match(/href="(\/style\/[^"]+)"/);
        if (css) files.push(css[1]);
        return Promise.all([kept.put("/check-in", answer), kept.addAll(files)]);
      });
    });
  });
}

self.addEventListener("install", function (event) { event.waitUntil(keep().then(function () { return self.skipWaiting(); })); });
self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });
self.addEventListener("message", function (event) {
  if (event.data === "keep") event.waitUntil(keep());
  if (event.data === "forget") event.waitUntil(caches.delete(KEPT));
});
self.addEventListener("fetch", function (event) {
  if (event.request.method !== "GET") return;
  var path = new URL(event.request.url).pathname, page = event.request.mode === "navigate";
  event.respondWith(fetch(event.request).catch(function () {
    return caches.match(page && path.indexOf("/check-in") === 0 ? "/check-in" : event.request).then(function (kept) {
      return kept || Response.error();
    });
  }));
});
