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
  const tell = () => { told.textContent = [...field.files].map((each) => each.name).join(", "); };
  field.addEventListener("change", tell);
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) {
    zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.remove("over"); });
  }
  zone.addEventListener("drop", (event) => { field.files = event.dataTransfer.files; tell(); });
}
