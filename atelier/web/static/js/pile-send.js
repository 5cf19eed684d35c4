// One request to the server, and what came of it. The id that was made here lets the server count a
// scan once, however often it is sent.

const TIMEOUT_MS = 15000;
const TOO_BUSY = [408, 429];

export class Offline extends Error {} // try again later
export class Stumbled extends Error {} // the server could not do this one; others may go well
export class SignedOut extends Error {} // somebody has to sign in first
export class NotMine extends Error {} // whoever is signed in may not do this; somebody else may

let token = document.querySelector("meta[name=csrf-token]").content;

// The answer to a POST of `body` (a Blob goes as it is). An answer that says no comes back as a
// refusal; whatever leaves it open whether it was done is thrown.
export async function post(url, body, organisation, again = true) {
  const answer = await fetchJson(url, body, organisation);
  if (answer.ok) return answer.said;
  const error = answer.said?.error;
  if (!error || TOO_BUSY.includes(answer.status)) throw new Offline(`status ${answer.status}`);
  if (answer.status >= 500) throw new Stumbled(error.message);
  if (error.code === "not_signed_in") throw new SignedOut(error.message);
  if (error.code === "forbidden") throw new NotMine(error.message);
  if (error.code === "csrf" && again) {
    await renewToken();
    return post(url, body, organisation, false);
  }
  if (error.code === "csrf") throw new Offline(error.message);
  return { state: "refused", title: error.message, detail: body.code ?? "", retry: true };
}

async function fetchJson(url, body, organisation) {
  const blob = body instanceof Blob;
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: {
        "Content-Type": blob ? body.type : "application/json",
        Accept: "application/json",
        "X-CSRFToken": token,
        // Another tab may have signed in somebody of another organisation meanwhile.
        ...(organisation ? { "X-Organisation": organisation } : {}),
      },
      body: blob ? body : JSON.stringify(body),
      signal: AbortSignal.timeout?.(TIMEOUT_MS),
    });
    const said = await answer.json().catch(() => null);
    // A page instead of JSON: a hotspot that wants you to sign in there first.
    return { ok: answer.ok && said !== null, status: said === null ? 599 : answer.status, said };
  } catch (error) {
    throw new Offline(String(error));
  }
}

// After signing in again in another tab, this page still holds the token of the old session.
async function renewToken() {
  try {
    const page = await (await fetch(location.href, { headers: { Accept: "text/html" } })).text();
    const fresh = new DOMParser().parseFromString(page, "text/html");
    token = fresh.querySelector("meta[name=csrf-token]")?.content ?? token;
  } catch (error) {
    throw new Offline(String(error));
  }
}
