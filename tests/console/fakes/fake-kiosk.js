// SPDX-License-Identifier: EUPL-1.2
// The kiosk's side of docs/protocol.md in a page: sole offerer, gate closed until call.accepted, a new peer on request.
// Shows the tests what arrives, and when: window.kiosk.

import { Replay } from '/replay.js';

const replay = new Replay();
let counter = 0;
let socket = null;
const kiosk = { call: null, number: 0, peers: [], isOpen: false, media: null, log: [], came: '', asked: [], pieces: [] };
window.kiosk = kiosk;

const local = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 360 } });

function send(kind, body) {
  socket.send(replay.send({ t: kind, id: `k-${++counter}`, b: body }));
}

async function offer() {
  const number = ++kiosk.number;
  const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  const peer = { number, connection, early: [], isReady: false };
  kiosk.peers.push(peer);
  local
    .getTracks()
    .forEach((track) => (peer[track.kind] = connection.addTransceiver(track.kind, { direction: 'sendrecv' })));
  peer.text = connection.createDataChannel('rtt', { protocol: 't140' });
  peer.text.onmessage = ({ data }) => {
    kiosk.came += data;
  };
  connection.onicecandidate = ({ candidate }) =>
    candidate?.candidate &&
    send('call.candidate', {
      call: kiosk.call,
      peer: number,
      mline: candidate.sdpMLineIndex,
      candidate: candidate.candidate,
    });
  connection.ontrack = ({ streams, track }) => {
    const video = document.getElementById('remote');
    video.srcObject = track.kind === 'video' ? new MediaStream([track]) : video.srcObject;
  };
  if (kiosk.isOpen) open(peer);
  await connection.setLocalDescription();
  send('call.offer', { call: kiosk.call, peer: number, sdp: connection.localDescription.sdp });
}

function open(peer) {
  local.getTracks().forEach((track) => peer[track.kind].sender.replaceTrack(track));
}

async function answer({ peer: number, sdp }) {
  const peer = kiosk.peers.find((candidate) => candidate.number === number);
  await peer.connection.setRemoteDescription({ type: 'answer', sdp });
  peer.isReady = true;
  peer.early.splice(0).forEach((candidate) => peer.connection.addIceCandidate(candidate).catch(() => {}));
  kiosk.peers.filter((old) => old.number < number - 1).forEach((old) => old.connection.close());
}

function candidate({ peer: number, mline, candidate: text }) {
  const peer = kiosk.peers.find((other) => other.number === number);
  const init = { candidate: text, sdpMLineIndex: mline };
  if (peer?.isReady) peer.connection.addIceCandidate(init).catch(() => {});
  else peer?.early.push(init);
}

kiosk.inboundPackets = async (peer = kiosk.peers.at(-1)) =>
  [...(await peer.connection.getStats()).values()]
    .filter(({ type }) => type === 'inbound-rtp')
    .reduce((sum, { packetsReceived }) => sum + packetsReceived, 0);

kiosk.close = () => {
  kiosk.peers.forEach(({ connection }) => connection.close());
  Object.assign(kiosk, { call: null, peers: [], isOpen: false });
};

/* Into the newest peer's data channel. */
kiosk.write = (text) => kiosk.peers.at(-1).text.send(text);

/* Asks for the advisor's text, by the newest peer's channel or (0) by the socket. */
kiosk.ask = (have, peer = kiosk.number) => send('call.text-ask', { call: kiosk.call, peer, have });

kiosk.offer = offer;
kiosk.send = send;

const handlers = {
  'call.prepare': ({ call }) => {
    kiosk.close();
    kiosk.call = call;
    return offer();
  },
  'call.answer': answer,
  'call.candidate': candidate,
  'call.accepted': () => {
    kiosk.isOpen = true;
    kiosk.peers.forEach(open);
  },
  'call.renew': offer,
  'call.media': (body) => {
    kiosk.media = body;
  },
  'call.text': (body) => kiosk.pieces.push(body),
  'call.text-ask': (body) => kiosk.asked.push(body),
  'call.withdrawn': kiosk.close,
  'call.ended': kiosk.close,
};

// Handlers are asynchronous and order matters: one after the other.
let queue = Promise.resolve();

function receive({ data }) {
  const message = JSON.parse(data);
  if (message.t === 'welcome') {
    kiosk.isReady = true;
    return;
  }
  if (replay.receive(message) !== 'fresh') return;
  kiosk.log.push(message.t);
  queue = queue
    .then(() => handlers[message.t]?.(message.b))
    .catch((error) => {
      kiosk.failure = String(error);
    });
}

socket = new WebSocket(`ws://${location.host}/ws/kiosk`);
socket.onmessage = receive;
socket.onopen = () => socket.send(replay.send({ t: 'hello', id: 'k-0', b: { role: 'kiosk', version: 'test' } }));
