// SPDX-License-Identifier: EUPL-1.2
// The lines that the agency's door may be behind. Delays are of one way: a round trip takes twice as much. The advisor's own line is
// plain cable; whatever goes between the two, and to desk and relay, goes through the door's.
//
// up, down: rate (bit/s, 0: no limit), queue (bytes; what comes on top is dropped), delay and jitter (ms), loss (share), burst (mean
// length of a burst of losses), reorder. nat: none, cone (the port stays, what is asked for comes in) or symmetric (another port for
// every destination), for both houses. block: udp, or all but 443, at the door. relayOnly: the desk's setting. steps: [after s, up and down].

const MBIT = 1e6;
/** A queue that holds so many ms at the line's rate. */
const queued = (rate, ms) => ({ rate, queue: Math.round(rate * ms / 8000) });
const both = (traits) => ({ up: traits, down: traits });
const PLAIN = both({ delay: 1 });

export const PROFILES = {
  'lan': { ...both({ delay: 0.5 }), nat: 'none' },
  'dsl': { down: { ...queued(10 * MBIT, 150), delay: 15 }, up: { ...queued(1 * MBIT, 250), delay: 15 }, nat: 'cone' },
  '4g': {
    down: { ...queued(8 * MBIT, 300), delay: 30, jitter: 10, loss: 0.01, burst: 4 },
    up: { ...queued(3 * MBIT, 300), delay: 30, jitter: 10, loss: 0.01, burst: 4 }, nat: 'cone',
  },
  'bad-4g': {
    down: { ...queued(0.7 * MBIT, 500), delay: 60, jitter: 30, loss: 0.05, burst: 3 },
    up: { ...queued(0.4 * MBIT, 500), delay: 60, jitter: 30, loss: 0.05, burst: 3 }, nat: 'cone',
  },
  'step': {
    ...both({ rate: 2 * MBIT, queue: 50000, delay: 15 }), nat: 'cone',
    steps: [[20, { rate: 0.5 * MBIT }], [40, { rate: 2 * MBIT }]],
  },
  'queue': { ...both({ ...queued(1 * MBIT, 1000), delay: 15 }), nat: 'cone' },
  'udp-blocked': { ...both({ delay: 15 }), nat: 'cone', block: 'udp' },
  'only-443': { ...both({ delay: 15 }), nat: 'cone', block: 'all-but-443' },
  'symmetric-nat': { ...both({ delay: 15 }), nat: 'symmetric' },
  'loss5-50ms': { ...both({ rate: 4 * MBIT, queue: 100000, delay: 25, loss: 0.05 }), nat: 'cone' },
  'loss10': { ...both({ rate: 4 * MBIT, queue: 100000, delay: 25, loss: 0.1 }), nat: 'cone' },
  'rtt120': { ...both({ delay: 60 }), nat: 'cone', relayOnly: true },
  'reorder': { ...both({ delay: 30, jitter: 10, reorder: 1 }), nat: 'cone' },
  'plain': { ...PLAIN, nat: 'cone' },
};

export function profileOf(name) {
  const profile = PROFILES[name];
  if (!profile)
    throw new Error(`no such profile: ${name}; there are ${Object.keys(PROFILES).join(' ')}`);
  return profile;
}
