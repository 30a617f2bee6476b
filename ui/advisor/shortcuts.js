// SPDX-License-Identifier: EUPL-1.2
// Keys that do what a button does. Function keys only: no letter that a text field, a screen reader or the browser
// itself wants (WCAG 2.1.4).

export const SHORTCUTS = [
  { key: 'F2', action: 'answer', states: ['ringing'] },
  { key: 'F4', action: 'decline', states: ['ringing'] },
  { key: 'F7', action: 'write', states: ['talking'] },
  { key: 'F8', action: 'mute', states: ['talking'] },
  { key: 'F9', action: 'camera', states: ['talking'] },
  { key: 'Shift+F2', action: 'hangup', states: ['talking'] },
];

/* The key for a button, as aria-keyshortcuts wants it; undefined if it has none. */
export function keyOf(action) {
  return SHORTCUTS.find((shortcut) => shortcut.action === action)?.key;
}

function nameOf(event) {
  return `${event.shiftKey ? 'Shift+' : ''}${event.key}`;
}

export function listen({ store, desk, studio }) {
  const actions = {
    answer: () => desk.answer(),
    decline: () => desk.decline(),
    write: () => document.querySelector('[name="text"]')?.focus(),
    mute: () => desk.setMicrophone(!studio.microphoneOn.value),
    camera: () => desk.setCamera(!studio.cameraOn.value),
    hangup: () => desk.hangUp(),
  };
  addEventListener('keydown', (event) => {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const name = nameOf(event);
    const found = SHORTCUTS.find(({ key, states }) => key === name && states.includes(store.state.value));
    if (!found) return;
    event.preventDefault();
    actions[found.action]();
  });
}
