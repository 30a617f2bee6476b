// SPDX-License-Identifier: EUPL-1.2
// Line icons on a 24 × 24 grid, drawn for this console. Decorative: the control says in words what it does.

import { html } from 'htm/preact';

const SHAPES = {
  microphone: ['M12 3a3 3 0 0 1 3 3v6a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3z', 'M6 11v1a6 6 0 0 0 12 0v-1', 'M12 18v3'],
  'microphone-off': [
    'M9 9v3a3 3 0 0 0 5 2.2',
    'M15 11V6a3 3 0 0 0-5.8-1',
    'M6 11v1a6 6 0 0 0 9.5 4.9',
    'M18 11v1a6 6 0 0 1-.6 2.6',
    'M12 18v3',
    'M4 3l16 18',
  ],
  camera: ['M4 7h9a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1z', 'M15 11l6-3.5v9L15 13'],
  'camera-off': [
    'M7 7H4a1 1 0 0 0-1 1v8a1 1 0 0 0 1 1h9a2 2 0 0 0 1.6-.8',
    'M11 7h2a2 2 0 0 1 2 2v2l6-3.5v9',
    'M4 3l16 18',
  ],
  hangup: [
    'M3 14.5c0-1.2.6-2 1.6-2.6a14.6 14.6 0 0 1 14.8 0c1 .6 1.6 1.4 1.6 2.6v1.2c0 .7-.6 1.2-1.3 1l-3-.7' +
      'c-.6-.1-1-.6-1-1.2v-1.7a11 11 0 0 0-7.4 0v1.7c0 .6-.4 1.1-1 1.2l-3 .7c-.7.2-1.3-.3-1.3-1z',
  ],
  answer: ['M5 4h3l2 5-2.5 1.5a11 11 0 0 0 6 6L15 14l5 2v3a2 2 0 0 1-2 2A15 15 0 0 1 3 6a2 2 0 0 1 2-2z'],
  close: ['M6 6l12 12', 'M18 6L6 18'],
  check: ['M5 12.5l4.5 4.5L19 7.5'],
  again: ['M4 12a8 8 0 1 1 2.5 5.8', 'M4 19v-5h5'],
  paper: ['M7 3h7l4 4v13a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1z', 'M14 3v4h4', 'M9 12h6', 'M9 16h6'],
  download: ['M12 4v11', 'M7.5 11L12 15.5 16.5 11', 'M5 20h14'],
  rotate: ['M20 12a8 8 0 1 1-2.5-5.8', 'M20 5v5h-5'],
  'zoom-in': ['M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14z', 'M16.5 16.5L21 21', 'M11 8v6', 'M8 11h6'],
  'zoom-out': ['M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14z', 'M16.5 16.5L21 21', 'M8 11h6'],
  previous: ['M15 5l-7 7 7 7'],
  next: ['M9 5l7 7-7 7'],
  pause: ['M8 5v14', 'M16 5v14'],
  available: ['M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z', 'M8.5 12.2l2.5 2.5 4.5-5'],
  bell: ['M6 16v-5a6 6 0 0 1 12 0v5l1.5 2h-15z', 'M10 20.5a2 2 0 0 0 4 0'],
  keyboard: [
    'M4 6h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1z',
    'M7 10h.01M11 10h.01M15 10h.01M8 14h8',
  ],
  leave: ['M14 4H6a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h8', 'M10 12h11', 'M17.5 8l4 4-4 4'],
  person: ['M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z', 'M4.5 20a7.5 7.5 0 0 1 15 0'],
  swap: ['M4 8h13l-3-3', 'M20 16H7l3 3'],
  sound: ['M4 10v4h3l5 4V6L7 10z', 'M15.5 9a4 4 0 0 1 0 6', 'M18 6.5a8 8 0 0 1 0 11'],
};

export function Icon({ name }) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    ${SHAPES[name].map((d) => html`<path d=${d} />`)}
  </svg>`;
}
