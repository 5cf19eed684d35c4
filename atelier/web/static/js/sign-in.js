// A badge scanned while the field of the name or of the password had the focus: the server knows it
// as well, but a browser remembers what was sent in a field, and would offer it to the next person.

import { isBadge, signIn } from "./scan.js";

document.querySelector("[data-password-door]")?.addEventListener("submit", (event) => {
  const { login, password } = event.target.elements;
  const code = [login.value, password.value].find(isBadge);
  if (!code) return;
  event.preventDefault();
  login.value = password.value = "";
  signIn(code);
});
