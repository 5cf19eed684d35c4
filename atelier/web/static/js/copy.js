// Buttons that copy or save a text on the page; without scripts the text itself can be selected.

async function copy(source) {
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
  } catch {
    // Without HTTPS, or where it was refused, the old way still works; else the text is selected.
    getSelection().selectAllChildren(source);
    return document.execCommand("copy");
  }
  return true;
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (await copy(document.querySelector(button.dataset.copy))) {
      button.querySelector("[data-word]").textContent = button.dataset.done;
    }
  });
}

for (const button of document.querySelectorAll("[data-save]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const text = document.querySelector(button.dataset.save).textContent.trim();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: "text/plain" }));
    link.download = button.dataset.name;
    link.click();
    URL.revokeObjectURL(link.href);
  });
}
