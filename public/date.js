// Days are typed as one writes them (2026.3.5, 20260305, 2026年3月5日, in digits of either width) and
// read by the server; a browser's own field takes one way of writing alone, so its calendar only
// stands beside. On a phone, and without script, its own field is the better one.
(function () {
  if (matchMedia("(pointer: coarse)").matches) return;
  function beside(field) {
    var box = document.createElement("span"), button = document.createElement("button"), day = document.createElement("input");
    box.className = "day";
    field.parentNode.insertBefore(box, field);
    box.appendChild(field);
    if (!day.showPicker) return;
    // For the mouse: whoever goes by keys types, and is told of no second field.
    button.type = "button";
    button.className = "button quiet no-print";
    button.textContent = "▾";
    button.title = document.documentElement.lang.indexOf("zh") === 0 ? "选择日期" : "Choose a day";
    day.type = "date";
    [button, day].forEach(function (one) {
      one.tabIndex = -1;
      one.setAttribute("aria-hidden", "true");
      box.appendChild(one);
    });
    button.addEventListener("click", function () {
      day.value = field.value;
      day.showPicker();
    });
    day.addEventListener("change", function () {
      field.value = day.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
  document.querySelectorAll("form[method=post] input[type=date]").forEach(function (field) {
    // What a refused form holds may be no day at all, which the browser's own field would not show.
    var text = field.value || field.getAttribute("value") || "";
    field.type = "text";
    if (field.value !== text) field.value = text;
    if (!field.placeholder) field.placeholder = "2026-03-05";
    if (!field.disabled) beside(field);
  });
})();
