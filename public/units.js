// A list of units that has not all of them: a field above it looks for others by name, pinyin or initials,
// and the list then has what was found, and what was chosen.
(function () {
  var zh = document.documentElement.lang.indexOf("zh") === 0, RECENT = 20;
  function tr(chinese, english) { return zh ? chinese : english; }
  function each(list, act) { Array.prototype.forEach.call(list, act); }
  // Kept with what is typed, see form.js: what was found must be there for a form to be put back.
  function key() {
    var me = null;
    try { me = JSON.parse(document.body.dataset.frame).me; } catch (e) {}
    return "form:" + (me ? me.account || me.name : "") + ":units";
  }
  function recent() { try { return JSON.parse(sessionStorage.getItem(key())).units || []; } catch (e) { return []; } }
  function remember(option) {
    if (!option.value) return;
    var units = recent().filter(function (one) { return one[0] !== option.value; });
    units.unshift([option.value, option.textContent.trim()]);
    try { sessionStorage.setItem(key(), JSON.stringify({ units: units.slice(0, RECENT) })); } catch (e) {}
  }
  function option(value, text) {
    var made = document.createElement("option");
    made.value = value;
    made.textContent = text;
    return made;
  }

  each(document.querySelectorAll("select[data-units]"), function (select) {
    if (select.dataset.sought) return;
    select.dataset.sought = "1";
    // What was chosen on other pages may lie outside of a part of the tree.
    if (!select.dataset.units) recent().forEach(function (one) {
      if (!Array.prototype.some.call(select.options, function (o) { return o.value === one[0]; })) select.appendChild(option(one[0], one[1]));
    });
    var first = Array.prototype.slice.call(select.options), timer = null, asking = null;
    var box = document.createElement("div"), label = document.createElement("label"), name = document.createElement("span");
    var input = document.createElement("input"), said = document.createElement("p");
    box.className = "filter";
    name.textContent = tr("找单位（名称、拼音或首字母）", "Find a unit: name, pinyin or initials");
    input.type = "search";
    input.autocomplete = "off";
    said.className = "hint";
    said.setAttribute("role", "status");
    label.append(name, input);
    box.append(label, said);
    var around = select.closest("label") || select;
    around.parentNode.insertBefore(box, around);

    // What is chosen, what was when the page was drawn, and the line for none stay.
    function offer(options) {
      var kept = Array.prototype.filter.call(select.options, function (o) { return o.selected || o.defaultSelected || !o.value; });
      var chosen = Array.prototype.map.call(select.selectedOptions, function (o) { return o.value; });
      var there = {};
      kept.forEach(function (o) { there[o.value] = true; });
      select.replaceChildren.apply(select, kept.concat(options.filter(function (o) { return !there[o.value]; })));
      each(select.options, function (o) { o.selected = chosen.indexOf(o.value) >= 0; });
    }
    function found(answer) {
      var depth = function (row) { return row.unit.path.split("/").length; };
      var top = Math.min.apply(null, answer.rows.map(depth));
      offer(answer.rows.map(function (row) { return option(row.unit.id, "\u3000".repeat(depth(row) - top) + row.unit.name); }));
      // The only one, last of its line, is chosen where nothing was; of several the list shows some at once.
      var only = answer.found === 1 && !select.multiple && !select.value;
      if (only) {
        select.value = answer.rows[answer.rows.length - 1].unit.id;
        select.dispatchEvent(new Event("change", { bubbles: true }));
      }
      if (!select.multiple) select.size = answer.found > 1 ? Math.min(8, select.options.length) : 0;
      said.textContent = only
        ? tr("找到 1 个，已选中。", "One found, and chosen.")
        : answer.found
          ? tr("找到 " + answer.found + " 个，请在列表中选择。", answer.found + " found: choose from the list.")
          : tr("没有找到这个名称的单位。", "No unit of that name.");
    }
    function seek() {
      if (asking) asking.abort();
      var q = input.value.trim();
      if (!q) { offer(first); said.textContent = ""; if (!select.multiple) select.size = 0; return; }
      asking = new AbortController();
      var asked = "/api/units/near?" + new URLSearchParams({ q: q, within: select.dataset.units });
      fetch(asked, { signal: asking.signal, headers: { accept: "application/json" } })
        .then(function (answer) { if (!answer.ok) throw answer; return answer.json(); })
        .then(found)
        .catch(function (e) { if (e.name !== "AbortError") said.textContent = tr("暂时查不了，请稍后再试。", "Can't look right now; try again."); });
    }
    input.addEventListener("input", function (event) {
      clearTimeout(timer);
      if (!event.isComposing) timer = setTimeout(seek, 200);
    });
    input.addEventListener("compositionend", function () { clearTimeout(timer); timer = setTimeout(seek, 200); });
    input.addEventListener("keydown", function (event) {
      if (event.isComposing || (event.key !== "Enter" && event.key !== "ArrowDown")) return;
      event.preventDefault();
      if (event.key === "ArrowDown") select.focus();
    });
    select.addEventListener("change", function () {
      each(select.selectedOptions, remember);
      if (!select.multiple) select.size = 0;
    });
  });
})();
