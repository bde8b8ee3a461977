// What pages do with JavaScript beside htmx; every page works without it.
"use strict";

// Copies an address; the button says so for a moment.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
    button.textContent = button.dataset.copied || "Copied";
  } catch {
    button.textContent = button.dataset.failed || "Could not be copied";
  }
  setTimeout(() => { button.textContent = before; }, 2000);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// Files may be dropped on a field for files.
for (const zone of document.querySelectorAll("[data-drop]")) {
  const field = zone.querySelector("input[type=file]");
  const told = zone.querySelector("[data-chosen]");
  const tell = () => {
    const files = [...field.files];
    const large = files.reduce((sum, each) => sum + each.size, 0) > Number(zone.dataset.most || Infinity);
    const many = files.length > Number(zone.dataset.many || Infinity);
    // What is too much would be refused while it is still on its way, and no page would say why.
    field.setCustomValidity(large ? zone.dataset.tooLarge : many ? zone.dataset.tooMany : "");
    told.textContent = field.validationMessage || files.map((each) => each.name).join(", ");
  };
  field.addEventListener("change", tell);
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) {
    zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.remove("over"); });
  }
  zone.addEventListener("drop", (event) => { field.files = event.dataTransfer.files; tell(); });
}

// Where there is a keyboard, one can write straight away.
if (window.matchMedia("(pointer: fine)").matches) document.querySelector("[data-focus]")?.focus({ preventScroll: true });

// Enter sends a question. What is on its way leaves its field empty for the next, and comes back to it if it did not arrive.
const sent = new WeakMap();
const field = (form) => form.querySelector?.("[data-enter]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches("[data-enter]")) return;
  event.preventDefault();
  if (!event.target.form.classList.contains("htmx-request")) event.target.form.requestSubmit();
});
document.addEventListener("htmx:beforeSend", ({ target }) => {
  if (!field(target)) return;
  sent.set(target, field(target).value);
  field(target).value = "";
  for (const told of target.querySelectorAll("[data-trouble]")) told.hidden = true;
});
document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  if (!field(target) || detail.successful) return;
  if (!field(target).value) field(target).value = sent.get(target) ?? "";
  const told = detail.xhr.status < 400 || detail.xhr.status >= 500;
  for (const each of target.querySelectorAll("[data-trouble]")) each.hidden = !told;
});
