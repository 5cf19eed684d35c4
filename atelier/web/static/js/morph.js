// Makes a part of the page say what fresh markup says, and touches only what differs: whoever
// stands on a button, or reads with a screen reader, is not thrown off.

export function morph(place, markup) {
  const fresh = document.createElement("template");
  fresh.innerHTML = markup.trim();
  children(place, fresh.content);
}

function children(place, fresh) {
  const keyed = new Map([...place.children].filter(key).map((child) => [key(child), child]));
  let at = place.firstChild;
  for (const next of [...fresh.childNodes]) {
    const old = keyed.get(key(next)) ?? (alike(at, next) ? at : null);
    if (old === null) {
      place.insertBefore(next, at);
      continue;
    }
    if (old === at) at = at.nextSibling;
    else place.insertBefore(old, at);
    update(old, next);
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

function key(node) {
  return node.dataset?.key;
}

function alike(old, next) {
  return old !== null && old.nodeName === next.nodeName && !key(old) && !key(next);
}

function update(old, next) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== next.nodeValue) old.nodeValue = next.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!next.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  children(old, next);
}
