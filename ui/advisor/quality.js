// SPDX-License-Identifier: EUPL-1.2
// What getStats says, in the few figures an advisor can use. Pure.

/* The figures of one RTCStatsReport that rateQuality () and CallFigures compare. null: this browser does not say. */
export function readStats(report) {
  const entries = [...report.values()];
  const ofType = (wanted) => entries.filter(({ type }) => type === wanted);
  const inbound = ofType('inbound-rtp');
  const video = inbound.find(({ kind }) => kind === 'video');
  const pair = selectedPair(entries);
  return {
    at: Math.max(0, ...inbound.map(({ timestamp }) => timestamp)),
    packets: sum(inbound, 'packetsReceived'),
    lost: sum(inbound, 'packetsLost'),
    frames: video?.framesDecoded ?? 0,
    freezes: video?.freezeCount ?? null,
    frozenMs: video?.totalFreezesDuration === undefined ? null : video.totalFreezesDuration * 1000,
    jitterMs: most(inbound, 'jitter', 1000),
    // Of what we send: the other end's word, as of its last report.
    lossOut: most(ofType('remote-inbound-rtp'), 'fractionLost', 1),
    bytesIn: sum(pair ? [pair] : [], 'bytesReceived'),
    bytesOut: sum(pair ? [pair] : [], 'bytesSent'),
    roomBps: pair?.availableOutgoingBitrate ?? null,
    rttMs: pair?.currentRoundTripTime === undefined ? null : pair.currentRoundTripTime * 1000,
    route: route(entries, pair),
  };
}

function selectedPair(entries) {
  const selected = entries.find(({ type }) => type === 'transport')?.selectedCandidatePairId;
  return (
    entries.find(({ id, type }) => type === 'candidate-pair' && id === selected) ??
    entries.find(({ type, nominated, state }) => type === 'candidate-pair' && nominated && state === 'succeeded')
  );
}

function route(entries, pair) {
  const ends = entries.filter(({ id }) => pair && (id === pair.localCandidateId || id === pair.remoteCandidateId));
  if (!ends.length) return 'unknown';
  return ends.some(({ candidateType }) => candidateType === 'relay') ? 'relay' : 'direct';
}

function sum(entries, key) {
  return entries.reduce((total, entry) => total + (entry[key] ?? 0), 0);
}

function most(entries, key, factor) {
  const values = entries.map((entry) => entry[key]).filter((value) => Number.isFinite(value));
  return values.length ? Math.max(...values) * factor : null;
}

// ITU-T G.114: up to 150 ms one way nobody notices, over 400 ms nobody can talk (round trip: twice that); beyond 2 %
// and 8 % lost, repair begins to be heard and then fails. A camera alone may fall to 15 frames in a dark hall. A picture
// that stood still for a tenth, or for half of the time is seen to.
const FAIR = { rttMs: 300, lossPercent: 2, fps: 14, frozenPercent: 10 };
const POOR = { rttMs: 800, lossPercent: 8, fps: 8, frozenPercent: 50 };

/* Of the time between two readings. */
export function rateQuality(before, after) {
  const seconds = (after.at - before.at) / 1000;
  const perSecond = (key) => (seconds > 0 ? Math.max(0, after[key] - before[key]) / seconds : 0);
  const figures = {
    rttMs: after.rttMs,
    jitterMs: after.jitterMs,
    lossPercent: lossPercent(before, after),
    lossOutPercent: after.lossOut === null ? null : 100 * after.lossOut,
    fps: perSecond('frames'),
    freezes: after.freezes,
    frozenPercent: perSecond('frozenMs') / 10,
    receivedKbps: (perSecond('bytesIn') * 8) / 1000,
    sentKbps: (perSecond('bytesOut') * 8) / 1000,
    roomKbps: after.roomBps === null ? null : after.roomBps / 1000,
    route: after.route,
  };
  return { level: level(figures), ...figures };
}

function lossPercent(before, after) {
  const received = after.packets - before.packets;
  const lost = Math.max(0, after.lost - before.lost);
  return received + lost > 0 ? (100 * lost) / (received + lost) : 0;
}

function level(figures) {
  const { rttMs, lossPercent: loss, lossOutPercent, fps, frozenPercent } = figures;
  // No frame at all is a camera turned off, not a bad line.
  const isWorse = (limit) =>
    rttMs > limit.rttMs ||
    Math.max(loss, lossOutPercent ?? 0) > limit.lossPercent ||
    frozenPercent > limit.frozenPercent ||
    (fps > 0 && fps < limit.fps);
  return isWorse(POOR) ? 'poor' : isWorse(FAIR) ? 'fair' : 'good';
}
