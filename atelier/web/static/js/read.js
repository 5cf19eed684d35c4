// Read aloud: what stands in the parts that data-read names, in the language of the page. A page on
// which somebody does one thing gets a button beside its title, unless it has its own.

const title = document.querySelector("main h1");
const reader = document.querySelector("template[data-reader]");

if (title && reader && !document.querySelector("[data-read]")) beside(title, reader.content.firstElementChild.cloneNode(true));
if ("speechSynthesis" in window) document.querySelectorAll("[data-read]").forEach(wire);

function beside(heading, button) {
  let head = heading.closest(".page-head");
  if (!head) {
    head = document.createElement("div");
    head.className = "page-head";
    heading.replaceWith(head);
    head.append(heading);
  }
  heading.insertAdjacentElement("afterend", button);
}

function wire(button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const silent = speechSynthesis.speaking;
    speechSynthesis.cancel();
    if (!silent) speechSynthesis.speak(words(button.dataset.read)); // pressed again: enough
  });
}

function words(parts) {
  const texts = [...document.querySelectorAll(parts)].map((part) => part.innerText);
  const said = new SpeechSynthesisUtterance(texts.join(". "));
  said.lang = document.documentElement.lang;
  said.rate = 0.9;
  return said;
}
