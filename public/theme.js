// Before the page is drawn: the theme chosen earlier. Then the few things that need no
// module: switching the theme, printing, closing an open menu, and showing as modal dialogs
// what without script opens in place.
(function () {
  var key = "ganqiao-theme", root = document.documentElement;
  function apply(theme) { if (theme) root.setAttribute("data-theme", theme); else root.removeAttribute("data-theme"); }
  try { apply(localStorage.getItem(key)); } catch (e) {}
  function dark() {
    var set = root.getAttribute("data-theme");
    return set ? set === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }
  function ask(details) {
    var dialog = details.querySelector("dialog");
    details.open = true;
    dialog.removeAttribute("open");
    dialog.showModal();
    // What was folded a moment ago is not drawn yet, and takes no focus before it is.
    if (!dialog.contains(document.activeElement)) requestAnimationFrame(function () {
      if (!dialog.open || dialog.contains(document.activeElement)) return;
      (dialog.querySelector("[autofocus], input:not([type=hidden]), select, textarea, button") || dialog).focus();
    });
  }
  function outside(dialog, event) {
    var box = dialog.getBoundingClientRect();
    return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
  }
  document.addEventListener("close", function (event) {
    var details = event.target.closest && event.target.closest("details.ask");
    if (!details) return;
    details.open = false;
    details.querySelector("summary").focus();
  }, true);
  document.addEventListener("click", function (event) {
    var target = event.target;
    if (!(target instanceof Element)) return;
    if (target.closest("[data-theme-toggle]")) {
      var next = dark() ? "light" : "dark";
      apply(next);
      try { localStorage.setItem(key, next); } catch (e) {}
    }
    if (target.closest("[data-print]")) window.print();
    var summary = target.closest("details.ask > summary");
    if (summary) { event.preventDefault(); ask(summary.parentNode); }
    // The cancel button, and the backdrop, which is the dialog itself.
    if (target.closest("[data-close]") || (target.matches("dialog:modal") && outside(target, event))) target.closest("dialog").close();
    document.querySelectorAll("details.menu[open], details.more[open]").forEach(function (open) {
      if (!open.contains(target) || target.closest("a")) open.removeAttribute("open");
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open], details.more[open]").forEach(function (open) {
      var had = open.contains(document.activeElement);
      open.removeAttribute("open");
      if (had) { var summary = open.querySelector("summary"); if (summary) summary.focus(); }
    });
  });

  document.addEventListener("DOMContentLoaded", function () {
    // The dialog that a refused form was sent from opens again.
    document.querySelectorAll("details.ask[data-refused]").forEach(ask);
    // A status that is there from the start is not read out; one that changes is.
    var toast = document.querySelector(".toast");
    if (toast) {
      var said = toast.textContent;
      toast.textContent = "";
      setTimeout(function () { toast.textContent = said; }, 150);
      setTimeout(function () { toast.textContent = ""; }, 8000);
    }
    var alert = document.querySelector("main [role=alert]"), modal = document.querySelector("dialog:modal");
    // What was wrong is said where one can see it: in the dialog, over the page.
    if (alert && modal && !modal.contains(alert)) {
      var place = alert.parentNode, next = alert.nextSibling, first = modal.querySelector("h2");
      modal.insertBefore(alert, first ? first.nextSibling : modal.firstChild);
      modal.addEventListener("close", function () { place.insertBefore(alert, next); }, { once: true });
      modal.scrollTop = 0;
    }
    if (alert) { alert.tabIndex = -1; alert.focus(); }
  });

  // Paper has no folds.
  addEventListener("beforeprint", function () {
    document.querySelectorAll("main details:not(.ask):not(.menu):not([open])").forEach(function (one) { one.dataset.printed = ""; one.open = true; });
  });
  addEventListener("afterprint", function () {
    document.querySelectorAll("details[data-printed]").forEach(function (one) { delete one.dataset.printed; one.open = false; });
  });

  // The code on the screen in the room is a picture that is asked for again and again.
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("img[data-refresh]").forEach(function (picture) {
      var from = picture.getAttribute("src");
      setInterval(function () { picture.src = from + "?" + Date.now(); }, Number(picture.dataset.refresh));
    });
  });

  // Checking in on a phone without connection: what was scanned or typed is kept with its
  // time and sent once there is a connection again. The code itself proves the time.
  var KEPT = "check-ins";
  function person() {
    try { return JSON.parse(document.body.dataset.frame).me.person; } catch (e) { return ""; }
  }
  function kept() {
    try { return JSON.parse(localStorage.getItem(KEPT)) || []; } catch (e) { return []; }
  }
  function keep(all) { localStorage.setItem(KEPT, JSON.stringify(all)); }
  function say(key) {
    var box = document.querySelector("[data-check-in]");
    if (!box) return;
    box.querySelectorAll("[data-say]").forEach(function (line) { line.hidden = line.dataset.say !== key; });
  }
  function later(lesson, code) {
    var mine = person(), all = kept();
    // The same lesson again: the first code is the one that tells when one came.
    if (!all.some(function (one) { return one.lesson === lesson && one.person === mine; })) {
      all.push({ lesson: lesson, code: code, at: Date.now(), person: mine });
      keep(all);
    }
    say("kept");
  }
  function send() {
    var mine = person(), all = kept();
    var next = all.filter(function (one) { return one.person === mine; })[0];
    if (!next || !navigator.onLine) return;
    fetch("/api/lessons/check-in/later", {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams({ lesson: next.lesson, code: next.code, at: String(next.at) })
    }).then(function (answer) {
      // What the server has answered for good, either way, is not sent twice.
      if (!answer.ok && answer.status >= 500) return;
      if (answer.status === 401) return;
      keep(kept().filter(function (one) { return !(one.lesson === next.lesson && one.person === mine); }));
      if (!answer.ok) say("refused");
      else answer.json().then(function (there) { say(there.presence === "late" ? "late" : "sent"); }).catch(function () { say("sent"); });
      send();
    }).catch(function () {});
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.getAttribute("action") === "/auth/sign-out" && navigator.serviceWorker && navigator.serviceWorker.controller) {
      navigator.serviceWorker.controller.postMessage("forget");
    }
    if (form.getAttribute("action") !== "/api/lessons/check-in" || navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    later(form.elements.lesson.value, form.elements.code.value);
  }, true);
  document.addEventListener("DOMContentLoaded", function () {
    if (!person()) return;
    var token = location.pathname.match(/^\/check-in\/([\w-]+)\.(\d+)$/);
    if (token && document.querySelector("[data-check-in=kept-page]")) later(token[1], token[2]);
    send();
    if (document.querySelector("[data-check-in]") && navigator.serviceWorker) {
      navigator.serviceWorker.register("/worker.js", { scope: "/check-in" }).then(function () {
        return navigator.serviceWorker.ready;
      }).then(function (ready) { if (ready.active) ready.active.postMessage("keep"); document.body.dataset.offline = "ready"; }).catch(function () {});
    }
  });
  addEventListener("online", send);
})();
