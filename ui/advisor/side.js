// SPDX-License-Identifier: EUPL-1.2
// The connection between the consoles of two advisors who talk with the same visitor. It does not go through the kiosk:
// its line is the weak one. The advisor whose call it is always offers, so there is no glare; a connection that fails is
// offered anew under another number.

const NUMBER_MAX = 1000000;

export class Side {
  #options;
  #connection = null;
  #number = 0; // tells answers and candidates of an older offer apart
  #isRemoteReady = false;
  #candidates = []; // come before the description they belong to
  #tracks;

  /* options: call (the guest's), iceServers, relayOnly, tracks {audio, video}, send (kind, body), random (),
   * on {stream (MediaStream or null), failed ()}. */
  constructor(options) {
    this.#options = options;
    this.#tracks = options.tracks;
  }

  /* The owner's part: once at the beginning, and whenever it has to be made anew. */
  async offer() {
    const connection = this.#renew(1 + Math.floor(this.#options.random() * NUMBER_MAX));
    ['audio', 'video'].forEach((kind) => {
      const transceiver = connection.addTransceiver(kind, { direction: 'sendrecv' });
      transceiver.sender.replaceTrack(this.#tracks[kind]);
    });
    await connection.setLocalDescription();
    if (connection === this.#connection) this.#options.send('join.offer', this.#describe());
  }

  /* The guest's part. */
  async take(number, sdp) {
    const connection = this.#renew(number);
    await connection.setRemoteDescription({ type: 'offer', sdp });
    connection.getTransceivers().forEach((transceiver) => {
      transceiver.direction = 'sendrecv';
      transceiver.sender.replaceTrack(this.#tracks[transceiver.receiver.track.kind]);
    });
    this.#flushCandidates();
    await connection.setLocalDescription();
    if (connection === this.#connection) this.#options.send('join.answer', this.#describe());
  }

  async takeAnswer(number, sdp) {
    if (number !== this.#number || !this.#connection) return;
    await this.#connection.setRemoteDescription({ type: 'answer', sdp });
    this.#flushCandidates();
  }

  takeCandidate(number, mline, candidate) {
    if (number !== this.#number || !this.#connection) return;
    const init = { candidate, sdpMLineIndex: mline };
    if (this.#isRemoteReady) this.#connection.addIceCandidate(init).catch(() => {});
    else this.#candidates.push(init);
  }

  setTracks(tracks) {
    this.#tracks = tracks;
    this.#connection
      ?.getTransceivers()
      .forEach(({ sender, receiver }) => sender.replaceTrack(tracks[receiver.track.kind]));
  }

  close() {
    if (!this.#connection) return;
    this.#connection.onicecandidate = this.#connection.ontrack = this.#connection.onconnectionstatechange = null;
    this.#connection.close();
    this.#connection = null;
    this.#options.on.stream(null);
  }

  #renew(number) {
    this.close();
    this.#number = number;
    this.#isRemoteReady = false;
    this.#candidates = [];
    const { iceServers, relayOnly, on } = this.#options;
    const connection = new RTCPeerConnection({
      iceServers,
      iceTransportPolicy: relayOnly ? 'relay' : 'all',
      bundlePolicy: 'max-bundle',
    });
    const stream = new MediaStream();
    connection.onicecandidate = ({ candidate }) => this.#tellCandidate(candidate);
    connection.ontrack = ({ track }) => {
      stream.addTrack(track);
      on.stream(stream);
    };
    connection.onconnectionstatechange = () => connection.connectionState === 'failed' && on.failed();
    this.#connection = connection;
    return connection;
  }

  #flushCandidates() {
    this.#isRemoteReady = true;
    this.#candidates.splice(0).forEach((init) => this.#connection.addIceCandidate(init).catch(() => {}));
  }

  #describe() {
    return { peer: this.#number, sdp: this.#connection.localDescription.sdp };
  }

  #tellCandidate(candidate) {
    if (candidate && !candidate.candidate) return;
    this.#options.send('join.candidate', {
      peer: this.#number,
      mline: candidate?.sdpMLineIndex ?? 0,
      candidate: candidate?.candidate ?? '',
    });
  }
}
