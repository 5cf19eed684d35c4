// Buttons that copy or save a text on the page; without scripts the text itself can be selected.

async function copy(source) {
  if (navigator.clipboard) return navigator.clipboard.writeText(source.textContent.trim());
  // Without HTTPS browsers offer no clipboard of their own.
  getSelection().selectAllChildren(source);
  if (!document.execCommand("copy")) throw new Error("refused");
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.querySelector(button.dataset.copy);
    try {
      await copy(source);
      button.querySelector("[data-word]").textContent = button.dataset.done;
    } catch {
      getSelection().selectAllChildren(source);
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
