// Forms of ours: sent once; what is typed kept in this tab until it is saved, by whom and about
// what it is, and what is long to type as a draft of this browser, for who closed the tab; asked
// before a long one is left. The server itself puts a refused form back.
(function () {
  var zh = document.documentElement.lang.indexOf("zh") === 0;
  function tr(chinese, english) { return zh ? chinese : english; }
  function frame() { try { return JSON.parse(document.body.dataset.frame) || {}; } catch (e) { return {}; } }
  function account() { var me = frame().me; return me ? me.account || me.name : ""; }
  function each(list, act) { Array.prototype.forEach.call(list, act); }

  // What a form is about tells forms with one address apart; some fields are of its page alone.
  var OF_ITS_PAGE = /^(version|turn|once|next|__.*)$/, STEM = "form:";
  function key(form) {
    var about = [];
    each(form.querySelectorAll("input[type=hidden]"), function (field) {
      if (!OF_ITS_PAGE.test(field.name) && !field.hasAttribute("data-kept-tick")) about.push(field.name + "=" + field.value);
    });
    return STEM + account() + ":" + location.pathname + ":" + form.getAttribute("action") + ":" + about.join("&");
  }
  function ours(form) {
    var action = form.getAttribute("action") || "";
    return (form.getAttribute("method") || "").toLowerCase() === "post" && !/^\/(auth|account|language|b)\b/.test(action) && !form.closest("#exam");
  }
  // What its page says is secret lies in no browser, not for a moment.
  function remembers(form) { return ours(form) && !form.querySelector("[data-secret]"); }
  function forms(which) { return Array.prototype.filter.call(document.querySelectorAll("form"), which); }
  function read(place, name) { try { return JSON.parse(place.getItem(name)); } catch (e) { return null; } }
  function write(place, name, what) { try { if (what) place.setItem(name, JSON.stringify(what)); else place.removeItem(name); } catch (e) {} }
  function places() { try { return [sessionStorage, localStorage]; } catch (e) { return []; } }
  function kept(form, place) { return places().length ? read(places()[place || 0], key(form)) : null; }
  // A draft that is offered is somebody's work until they have said what becomes of it.
  function keep(form, what) {
    var draft = what && long(form), offered = form.dataset.offered !== undefined;
    places().forEach(function (place, n) { if (n === 0 || !offered && (draft || !what)) write(place, key(form), what); });
    say_kept(form, draft && !offered ? what.on : 0);
  }
  var DRAFTS = 14 * 24 * 3600000;

  // Each control by its name and place among those of the name; boxes by their value.
  function controls(form) {
    var count = {}, all = [];
    each(form.elements, function (field) {
      if (!field.name || /^__/.test(field.name) || /^(hidden|password|file|submit|button|reset|fieldset)$/.test(field.type)) return;
      var box = field.type === "radio" || field.type === "checkbox";
      var which = box ? field.value : (count[field.name] = (count[field.name] || 0) + 1);
      all.push({ field: field, id: field.name + "\n" + which, box: box });
    });
    return all;
  }
  function drawn(one) {
    var field = one.field;
    if (one.box) return field.defaultChecked;
    if (!field.options) return field.defaultValue;
    var set = Array.prototype.filter.call(field.options, function (o) { return o.defaultSelected; }).map(function (o) { return o.value; });
    return set.length || field.multiple ? set : [field.options.length ? field.options[0].value : ""];
  }
  function present(one) {
    if (one.box) return one.field.checked;
    if (!one.field.options) return one.field.value;
    return Array.prototype.map.call(one.field.selectedOptions, function (o) { return o.value; });
  }
  function put(one, value) {
    if (one.box) one.field.checked = value;
    else if (one.field.options) each(one.field.options, function (o) { o.selected = value.indexOf(o.value) >= 0; });
    else one.field.value = value;
  }
  function same(one, other) { return JSON.stringify(one) === JSON.stringify(other); }
  // What stood in a form before anything was typed: a refused one is drawn as it was sent.
  var before = new Map();
  function was(form, one) {
    var known = before.get(form) || {};
    return one.id in known ? known[one.id] : drawn(one);
  }
  function changes(form) {
    return controls(form).filter(function (one) { return !same(present(one), was(form, one)); }).map(function (one) {
      return { id: one.id, box: one.box, was: was(form, one), is: present(one) };
    });
  }
  function others(form) {
    return Array.prototype.map.call(form.querySelectorAll("input[data-kept-tick]"), function (field) {
      return { id: field.name + "\n" + field.value, box: true, was: false, is: true };
    });
  }
  function remember(form) {
    var all = changes(form).concat(others(form));
    keep(form, all.length ? { at: location.search, all: all, on: Date.now() } : null);
  }

  function clock(at) { var now = new Date(at); return (now.getHours() < 10 ? "0" : "") + now.getHours() + ":" + (now.getMinutes() < 10 ? "0" : "") + now.getMinutes(); }
  function say_kept(form, at) {
    var line = form.querySelector("[data-draft]");
    if (!at) { if (line) line.remove(); return; }
    if (!line) {
      line = document.createElement("p");
      line.className = "hint";
      line.setAttribute("data-draft", "");
      form.appendChild(line);
    }
    line.textContent = tr("草稿已存于本浏览器（" + clock(at) + "），提交或退出登录后清除。", "A draft is kept in this browser (" + clock(at) + ") until it is sent or you sign out.");
  }
  // `acts` are pairs: a button's label, and what it does before the note goes.
  function note(form, text, acts) {
    var box = document.createElement("div"), line = document.createElement("p");
    box.className = "note plain";
    box.setAttribute("role", "status");
    line.textContent = text + " ";
    (acts || []).forEach(function (act) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "button small";
      button.textContent = act[0];
      button.addEventListener("click", function () { act[1](); box.remove(); });
      line.appendChild(button);
      line.appendChild(document.createTextNode(" "));
    });
    box.appendChild(line);
    form.insertBefore(box, form.firstChild);
    return box;
  }
  // A draft of another tab, of one that was closed or of yesterday, is offered and not put in: it may be
  // that somebody types a second thing of its kind.
  function offer(form, draft) {
    var at = new Date(draft.on);
    form.dataset.offered = "";
    note(form, tr("有一份未提交的草稿（" + (at.getMonth() + 1) + "月" + at.getDate() + "日 " + clock(at) + "）。", "There is a draft that was not sent (" + at.toDateString() + ", " + clock(at) + ")."), [
      [tr("恢复草稿", "Put it in"), function () {
        var still = kept(form, 1);
        delete form.dataset.offered;
        if (still) { write(sessionStorage, key(form), still); restore(form); }
      }],
      [tr("删除草稿", "Delete it"), function () {
        delete form.dataset.offered;
        write(localStorage, key(form), null);
      }]
    ]);
  }
  function restore(form) {
    var refused = form.hasAttribute("data-refused"), what = kept(form), draft = kept(form, 1);
    if ((!what || !what.all) && draft && draft.all && !refused) offer(form, draft);
    if (!what || !what.all) return;
    var guarded = form.querySelector("input[type=hidden][name=version]") !== null;
    var here = {}, put_back = 0, ticks = [], collided = [], known = {};
    if (refused) {
      what.all.forEach(function (item) { known[item.id] = item.was; });
      before.set(form, known);
      // The server has put it back as it was sent, which is newer than what was kept before that.
      if (what.at !== location.search) { remember(form); return; }
    }
    controls(form).forEach(function (one) { here[one.id] = one; });
    what.all.forEach(function (item) {
      var one = here[item.id];
      if (!one) { if (item.box && item.is === true) ticks.push(item); }
      else if (same(present(one), item.is)) return;
      else if (refused || !guarded || same(drawn(one), item.was)) { put(one, item.is); put_back += 1; }
      else collided.push(item);
    });
    ticks.forEach(function (item) {
      var parts = item.id.split("\n"), field = document.createElement("input");
      field.type = "hidden";
      field.name = parts[0];
      field.value = parts[1];
      field.setAttribute("data-kept-tick", "");
      form.appendChild(field);
    });
    if (ticks.length) {
      note(form, tr("另有 " + ticks.length + " 项已勾选，不在当前列表中，提交时一并提交。", ticks.length + " more are ticked and not in this list; they are sent along."), [[tr("清除", "Clear them"), function () {
        each(form.querySelectorAll("input[data-kept-tick]"), function (field) { field.remove(); });
        remember(form);
      }]]);
    }
    if (put_back) {
      note(form, tr("已恢复您上次未保存的填写。", "What you typed before and did not save is back."), [[tr("放弃", "Discard"), function () {
        form.reset();
        remember(form);
      }]]);
    }
    if (collided.length) {
      var box = note(form, tr("其他人修改过以下各项，您的填写未恢复：", "Somebody changed these meanwhile; what you typed was not put back:"));
      var list = document.createElement("ul");
      collided.forEach(function (item) {
        var line = document.createElement("li");
        line.textContent = item.box ? item.id.replace("\n", " ") : String(item.is);
        list.appendChild(line);
      });
      box.appendChild(list);
    }
  }

  function dirty(form) { return form.dataset.sent === undefined && (form.hasAttribute("data-refused") || changes(form).length > 0); }
  function long(form) {
    var lines = controls(form).filter(function (one) { return !one.box; });
    return lines.length > 3 || form.querySelector("textarea") !== null || changes(form).length > 5;
  }
  addEventListener("beforeunload", function (event) {
    if (document.documentElement.dataset.leaving === undefined && forms(ours).some(function (form) { return dirty(form) && long(form); })) event.preventDefault();
  });

  var waiting = null, over = false;
  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (!form || !remembers(form)) return;
    clearTimeout(waiting);
    waiting = setTimeout(function () { remember(form); }, 250);
  });
  addEventListener("pagehide", function () { if (!over) forms(remembers).forEach(function (form) { if (!form.dataset.sent) { if (changes(form).length || others(form).length) remember(form); } }); });

  function forget(which) {
    places().forEach(function (place) {
      Object.keys(place).forEach(function (name) {
        if (name.indexOf(STEM) === 0 && which(name, read(place, name))) write(place, name, null);
      });
    });
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    // By its attributes: a field named like one of them would hide it.
    if (event.defaultPrevented || (form.getAttribute("method") || "").toLowerCase() !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    clearTimeout(waiting);
    if (form.getAttribute("action") === "/auth/sign-out") {
      forget(function () { return true; });
      over = true;
      document.documentElement.dataset.leaving = "";
    } else if (remembers(form)) {
      remember(form);
      var what = kept(form);
      if (what) { what.to = (event.submitter && event.submitter.getAttribute("formaction")) || form.getAttribute("action"); keep(form, what); }
    }
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
  });
  // Back by the browser's history: the form may be sent again.
  addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; form.removeAttribute("aria-busy"); });
  });

  // Two versions of one thing: a choice shows in the form what it means.
  document.addEventListener("change", function (event) {
    var match = /^__choice\[(.*)\]$/.exec(event.target.name || ""), form = event.target.form;
    if (!match || !form || !form.elements.__both) return;
    var both = JSON.parse(form.elements.__both.value), one = both.filter(function (each) { return each.name === match[1]; })[0];
    if (!one) return;
    var values = event.target.value === "mine" ? one.mine : one.theirs, n = 0;
    controls(form).filter(function (control) { return control.field.name === one.name; }).forEach(function (control) {
      if (control.box) control.field.checked = values.indexOf(control.field.value) >= 0;
      else if (control.field.options) put(control, values);
      else control.field.value = values[n++] || "";
    });
    one.shown = event.target.value === "mine" ? "Mine" : "Theirs";
    form.elements.__both.value = JSON.stringify(both);
  });

  document.addEventListener("DOMContentLoaded", function () {
    var own = STEM + account() + ":", done = frame().done || "";
    // Somebody else sits here now, or nobody: what another one typed is none of theirs.
    if (account()) forget(function (name) { return name.indexOf(own) !== 0; });
    forget(function (name, what) { return !what || Date.now() - what.on > DRAFTS; });
    if (done) {
      forget(function (name, what) {
        return what.to === done || (what.to && done === "/people/photo" && /^\/people\/.*\/photo$/.test(what.to));
      });
    }
    forms(remembers).forEach(restore);
  });
})();
