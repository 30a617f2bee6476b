// SPDX-License-Identifier: EUPL-1.2
// What getStats says, in the few figures an advisor can use. Pure.

/* The figures of one RTCStatsReport that rateQuality () compares. */
export function readStats(report) {
  const entries = [...report.values()];
  const inbound = entries.filter(({ type }) => type === 'inbound-rtp');
  const video = inbound.find(({ kind }) => kind === 'video');
  const transport = entries.find(({ type }) => type === 'transport');
  const pair =
    entries.find(({ id, type }) => type === 'candidate-pair' && id === transport?.selectedCandidatePairId) ??
    entries.find(({ type, nominated, state }) => type === 'candidate-pair' && nominated && state === 'succeeded');
  const local = entries.find(({ id }) => id === pair?.localCandidateId);
  const remote = entries.find(({ id }) => id === pair?.remoteCandidateId);
  return {
    at: Math.max(0, ...inbound.map(({ timestamp }) => timestamp)),
    packets: sum(inbound, 'packetsReceived'),
    lost: sum(inbound, 'packetsLost'),
    frames: video?.framesDecoded ?? 0,
    rttMs: pair?.currentRoundTripTime === undefined ? null : pair.currentRoundTripTime * 1000,
    relayed: [local, remote].some((candidate) => candidate?.candidateType === 'relay'),
  };
}

function sum(entries, key) {
  return entries.reduce((total, entry) => total + (entry[key] ?? 0), 0);
}

// ITU-T G.114: up to 150 ms one way nobody notices, over 400 ms nobody can talk (round trip: twice that); beyond 2 %
// and 8 % lost, repair begins to be heard and then fails. A camera alone may fall to 15 frames in a dark hall.
const FAIR = { rttMs: 300, lossPercent: 2, fps: 14 };
const POOR = { rttMs: 800, lossPercent: 8, fps: 8 };

export function rateQuality(before, after) {
  const seconds = (after.at - before.at) / 1000;
  const received = after.packets - before.packets;
  const lost = Math.max(0, after.lost - before.lost);
  const figures = {
    rttMs: after.rttMs,
    lossPercent: received + lost > 0 ? (100 * lost) / (received + lost) : 0,
    fps: seconds > 0 ? (after.frames - before.frames) / seconds : 0,
    relayed: after.relayed,
  };
  return { level: level(figures), ...figures };
}

function level({ rttMs, lossPercent, fps }) {
  // No frame at all is a camera turned off, not a bad line.
  const isWorse = (limit) => rttMs > limit.rttMs || lossPercent > limit.lossPercent || (fps > 0 && fps < limit.fps);
  return isWorse(POOR) ? 'poor' : isWorse(FAIR) ? 'fair' : 'good';
}
