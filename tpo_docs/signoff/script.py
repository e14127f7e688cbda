"""The script of a pack: it counts answers, keeps them in the browser, and saves them as a file."""

SCRIPT = r"""
(function () {
  "use strict";
  function read(id) { return JSON.parse(document.getElementById(id).textContent); }
  var meta = read("meta"), texts = read("texts"), given = read("answers");
  var rows = Array.prototype.slice.call(document.querySelectorAll("fieldset[data-item]"));
  var key = "tpo-docs-pack-" + meta.pack, bar = document.getElementById("bar"), count = document.getElementById("count");
  if (!rows.length) { return; }
  function radios(row) { return Array.prototype.slice.call(row.querySelectorAll("input[type=radio]")); }
  function answer(row) {
    var chosen = radios(row).filter(function (one) { return one.checked; })[0];
    return {
      item: row.dataset.item, check: row.dataset.check, fingerprint: row.dataset.fingerprint,
      upstream: row.dataset.upstream, seal: row.dataset.seal,
      verdict: chosen ? chosen.value : "", comment: row.querySelector("textarea").value.trim()
    };
  }
  function answers() { return Object.assign({}, meta, { answers: rows.map(answer) }); }
  function fill(saved) {
    if (!saved || saved.pack !== meta.pack) { return; }
    saved.answers.forEach(function (one) {
      rows.forEach(function (row) {
        if (row.dataset.item !== one.item || row.dataset.check !== one.check) { return; }
        radios(row).forEach(function (radio) { radio.checked = radio.value === one.verdict; });
        row.querySelector("textarea").value = one.comment || "";
      });
    });
  }
  function show() {
    var done = 0;
    rows.forEach(function (row) {
      var has = Boolean(answer(row).verdict);
      row.classList.toggle("answered", has);
      if (has) { done += 1; }
    });
    count.textContent = texts.count.replace("{done}", done).replace("{all}", rows.length);
  }
  function keep() { try { localStorage.setItem(key, JSON.stringify(answers())); } catch (error) { /* not allowed here */ } }
  function save(name, type, text) {
    var link = document.createElement("a"), url = URL.createObjectURL(new Blob([text], { type: type }));
    link.href = url;
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(url); }, 1000);
    count.textContent = texts.saved;
  }
  try { fill(given || JSON.parse(localStorage.getItem(key))); } catch (error) { fill(given); }
  bar.hidden = false;
  document.addEventListener("change", function () { show(); keep(); });
  document.addEventListener("input", keep);
  document.addEventListener("dblclick", function (event) {
    if (event.target.type === "radio") { event.target.checked = false; show(); keep(); }
  });
  document.getElementById("save").addEventListener("click", function () {
    save(texts.name + ".json", "application/json", JSON.stringify(answers(), null, 2) + "\n");
  });
  document.getElementById("keep").addEventListener("click", function () {
    rows.forEach(function (row) {
      radios(row).forEach(function (radio) {
        if (radio.checked) { radio.setAttribute("checked", ""); } else { radio.removeAttribute("checked"); }
      });
      var comment = row.querySelector("textarea");
      comment.textContent = comment.value;
    });
    document.getElementById("answers").textContent = JSON.stringify(answers()).replace(/</g, "\\u003c");
    bar.hidden = true;
    var text = "<!doctype html>\n" + document.documentElement.outerHTML + "\n";
    bar.hidden = false;
    save(texts.name + ".html", "text/html", text);
  });
  show();
}());
"""
"""Plain JavaScript of today's browsers; whatever it cannot do (files kept, storage) it leaves out without a word."""
