// SPDX-License-Identifier: EUPL-1.2
// The console's own connections, asked from outside its scripts: which way a call goes.

/** For page.before(): keeps every connection that the page makes. */
export function keepConnections() {
  globalThis.visiodeskConnections = [];
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) {
      super(...args);
      globalThis.visiodeskConnections.push(this);
    }
  };
}

/** The pair in use: {local, remote: candidate types, received, sent: bytes}, or null. */
export async function usedPair(page) {
  return page.evaluate(async () => {
    for (const connection of globalThis.visiodeskConnections.toReversed()) {
      const stats = [...(await connection.getStats()).values()];
      const id = stats.find((stat) => stat.type === 'transport')?.selectedCandidatePairId;
      const pair = stats.find((stat) => stat.id === id || (!id && stat.type === 'candidate-pair' && stat.selected));
      const type = (candidate) => stats.find((stat) => stat.id === candidate)?.candidateType;
      if (pair)
        return { local: type(pair.localCandidateId), remote: type(pair.remoteCandidateId), received: pair.bytesReceived, sent: pair.bytesSent };
    }
    return null;
  });
}

/** How many frames the page's own camera has given to the newest connection that sends them. */
export async function cameraFrames(page) {
  return page.evaluate(async () => {
    for (const connection of globalThis.visiodeskConnections.toReversed()) {
      const source = [...(await connection.getStats()).values()].find((stat) => stat.type === 'media-source' && stat.kind === 'video');
      if (source)
        return source.frames ?? 0;
    }
    return 0;
  });
}
