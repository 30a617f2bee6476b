// SPDX-License-Identifier: EUPL-1.2
// One RTCPeerConnection that answers one offer of the kiosk. The kiosk is the only one that offers, so there is no
// glare and no negotiation but the one. Until open() no track is attached: the connection comes up while the console
// rings, and nothing of camera or microphone leaves.

import { FIRST_SCALE, PictureSize } from './picture-size.js';

export class Peer {
  #connection;
  #send;
  #on;
  #remoteReady = false;
  #answered = false;
  #closed = false;
  #remoteCandidates = [];
  #localCandidates = [];
  #tracks = { audio: null, video: null };
  #text = null; // the data channel for real-time text
  #scale = 1;
  #size = new PictureSize();

  /* options: number, iceServers, relayOnly, send (kind, body without call and peer),
   * on {state (peer, connectionState), track (peer), text (peer, text), textOpened (peer), textClosed (peer)}. */
  constructor({ number, iceServers, relayOnly, send, on }) {
    this.number = number;
    this.stream = new MediaStream();
    this.#send = send;
    this.#on = on;
    this.#connection = new RTCPeerConnection({
      iceServers,
      iceTransportPolicy: relayOnly ? 'relay' : 'all',
      bundlePolicy: 'max-bundle',
    });
    this.#connection.onicecandidate = ({ candidate }) => this.#offerCandidate(candidate);
    this.#connection.onconnectionstatechange = () => this.#on.state(this, this.#connection.connectionState);
    this.#connection.ontrack = ({ track }) => this.#addTrack(track);
    this.#connection.ondatachannel = ({ channel }) => this.#takeChannel(channel);
  }

  get isConnected() {
    return this.#connection.connectionState === 'connected';
  }

  get isClosed() {
    return this.#closed;
  }

  /* Answers @sdp. Every m-line is answered "sendrecv" with no track, so that open() needs no second negotiation. */
  async answer(sdp) {
    await this.#connection.setRemoteDescription({ type: 'offer', sdp });
    if (this.#closed) return;
    this.#connection.getTransceivers().forEach((transceiver) => {
      transceiver.direction = 'sendrecv';
    });
    this.#remoteReady = true;
    this.#remoteCandidates.splice(0).forEach((candidate) => this.#addCandidate(candidate));
    await this.#connection.setLocalDescription();
    await this.#scalePicture(FIRST_SCALE);
    await this.#attach();
    if (this.#closed) return;
    this.#send('call.answer', { sdp: this.#connection.localDescription.sdp });
    this.#answered = true;
    this.#localCandidates.splice(0).forEach((body) => this.#send('call.candidate', body));
  }

  /* A candidate of the kiosk; may come before the offer has been applied. @candidate "": no more. */
  addCandidate(mline, candidate) {
    const init = { candidate, sdpMLineIndex: mline };
    if (this.#remoteReady) this.#addCandidate(init);
    else this.#remoteCandidates.push(init);
  }

  /* Opens the gate: from here on @audio and @video (each may be null) leave this machine. */
  async open({ audio, video }) {
    this.#tracks = { audio, video };
    await this.#attach();
  }

  /* Into the data channel, as it is. Nothing is written to one that is not open. */
  writeText(text) {
    if (this.#text?.readyState === 'open') this.#text.send(text);
  }

  /* Shows the kiosk's picture @ms late at least; null: as the browser likes. An older one does not let itself be told. */
  holdPicture(ms) {
    const receiver = this.#connection.getReceivers().find(({ track }) => track.kind === 'video');
    if (receiver && 'jitterBufferTarget' in receiver && receiver.jitterBufferTarget !== ms) receiver.jitterBufferTarget = ms;
  }

  /* Sends our picture as large as a reading of this connection (rateQuality) allows. */
  sizePicture(quality) {
    return this.#scalePicture(this.#size.next(quality));
  }

  getStats() {
    return this.#connection.getStats();
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.onicecandidate = this.#connection.onconnectionstatechange = this.#connection.ontrack = null;
    if (this.#text) this.#text.onopen = this.#text.onclose = this.#text.onmessage = null;
    this.#connection.close();
    this.stream.getTracks().forEach((track) => this.stream.removeTrack(track));
  }

  #addTrack(track) {
    this.stream.addTrack(track);
    this.#on.track(this);
  }

  /* The kiosk makes it; anything else that it may make is not for this console. */
  #takeChannel(channel) {
    if (channel.protocol !== 't140' || this.#text) return;
    this.#text = channel;
    channel.onmessage = ({ data }) => typeof data === 'string' && this.#on.text(this, data);
    channel.onclose = () => this.#on.textClosed(this);
    channel.onopen = () => this.#on.textOpened(this);
    if (channel.readyState === 'open') channel.onopen();
  }

  /* At 1/@scale of its width and height. A browser that cannot sends it as it is. */
  async #scalePicture(scale) {
    const sender = this.#senderOf('video');
    const parameters = sender?.getParameters();
    if (this.#closed || scale === this.#scale || !parameters?.encodings?.length) return;
    parameters.encodings.forEach((encoding) => {
      encoding.scaleResolutionDownBy = scale;
    });
    try {
      await sender.setParameters(parameters);
      this.#scale = scale;
    } catch {
      // Not now, or never in this browser: the next reading tries again.
    }
  }

  #senderOf(kind) {
    return this.#connection.getTransceivers().find(({ receiver }) => receiver.track.kind === kind)?.sender;
  }

  async #attach() {
    if (this.#closed) return;
    const kinds = Object.keys(this.#tracks);
    await Promise.all(kinds.map((kind) => this.#senderOf(kind)?.replaceTrack(this.#tracks[kind])));
  }

  /* A candidate this browser cannot use (a name it cannot resolve, a family it has not) is no reason to end. */
  #addCandidate(init) {
    this.#connection.addIceCandidate(init).catch(() => {});
  }

  #offerCandidate(candidate) {
    // An empty string ends one generation, null the gathering: the kiosk is told once.
    if (candidate && !candidate.candidate) return;
    const body = { mline: candidate?.sdpMLineIndex ?? 0, candidate: candidate?.candidate ?? '' };
    if (this.#answered) this.#send('call.candidate', body);
    else this.#localCandidates.push(body);
  }
}
