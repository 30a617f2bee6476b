// SPDX-License-Identifier: EUPL-1.2
// What every play of a call begins with.

/** From the idle screen to a call in which each sees the other. */
export async function startCall({ kiosk, advisor, visit, reason = 'My benefits' }) {
  await kiosk.press('Talk to an advisor', { timeoutMs: 30000 });
  await kiosk.press(reason);
  await advisor.awaitRing();
  await advisor.answer();
  await advisor.awaitMovingPicture();
  await visit?.awaitMovingPicture();
}
