// Sends scans one after the other, in the order in which they were scanned. What has no answer yet
// stays; the id that was made here lets the server count it once, however often it is sent.

const TIMEOUT_MS = 15000;

export class Offline extends Error {}
export class SignedOut extends Error {}

let token = document.querySelector("meta[name=csrf-token]").content;

// The answer to a POST of `body`. Throws Offline when it must be tried again, SignedOut when a
// person has to sign in first; an answer that says no comes back as a refusal.
export async function post(url, body, again = true) {
  const answer = await fetchJson(url, body);
  if (answer.ok) return answer.said;
  const error = answer.said?.error;
  if (!error || answer.status >= 500 || answer.status === 408 || answer.status === 429) {
    throw new Offline(`status ${answer.status}`);
  }
  if (error.code === "not_signed_in") throw new SignedOut(error.message);
  if (error.code === "csrf" && again) {
    await renewToken();
    return post(url, body, false);
  }
  return { state: "refused", title: error.message, detail: body.code ?? "" };
}

async function fetchJson(url, body) {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        "X-CSRFToken": token,
      },
      body: JSON.stringify(body),
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
