// SPDX-License-Identifier: EUPL-1.2
// Logging in and out: docs/protocol.md "HTTP". The cookie is the browser's to keep; no script ever sees it.

const PATH = '/api/session';

/* {name, displayName} or null. Throws when the desk cannot be reached. */
export async function currentUser() {
  const response = await fetch(PATH);
  return response.ok ? toUser(await response.json()) : null;
}

/* {user} or {error: 'bad-credentials' | 'too-many' | 'unreachable'}. */
export async function logIn(name, password) {
  try {
    const response = await fetch(PATH, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ name, password }),
    });
    const body = await response.json();
    return response.ok ? { user: toUser(body) } : { error: body.error };
  } catch {
    return { error: 'unreachable' };
  }
}

export async function logOut() {
  await fetch(PATH, { method: 'DELETE', headers: { 'Content-Type': 'application/json' } }).catch(() => {});
}

function toUser({ name, display_name: displayName }) {
  return { name, displayName };
}
