// Makes the pages pleasant for people; nothing depends on it.
function tick(box) {
  document.querySelectorAll("[data-row='" + box.id + "']").forEach(function (e) { e.disabled = box.checked; });
}
function toggle(button) {
  button.form.querySelectorAll("input[type=checkbox][data-file]").forEach(function (e) { e.checked = !e.checked; });
}
