// SPDX-License-Identifier: EUPL-1.2
// What a kiosk is when it is made of a browser in kiosk mode: the same desk, the same console, the same visit, and WebRTC as every
// tutorial starts it. The camera is open before (as ours is); the call is offered when the advisor has answered.

const sections = ['idle', 'waiting', 'call'].map((id) => document.getElementById(id));
const remote = document.getElementById('remote');
const self = document.getElementById('self');
let socket = null;
let [seq, ack, count] = [0, 0, 0];
let [stream, connection, contact, call] = [null, null, null, null];
let early = [];

function show(id) {
  sections.forEach((section) => { section.hidden = section.id !== id; });
  document.title = id;
}

function send(t, b) {
  const message = { v: 1, t, id: `p-${++count}`, ack, b };
  if (!['hello', 'ping'].includes(t))
    message.seq = ++seq;
  socket.send(JSON.stringify(message));
}

function endCall() {
  connection?.close();
  stream?.getTracks().forEach((track) => track.stop());
  [connection, stream, contact, call, early] = [null, null, null, null, []];
  remote.srcObject = self.srcObject = null;
  show('idle');
}

async function offer() {
  connection = new RTCPeerConnection({ iceServers: call.ice_servers });
  connection.onicecandidate = ({ candidate }) => {
    if (candidate)
      send('call.candidate', { call: call.call, peer: 1, mline: candidate.sdpMLineIndex ?? 0, candidate: candidate.candidate });
  };
  // The console's tracks belong to no stream of its own.
  remote.srcObject = new MediaStream();
  connection.ontrack = ({ track }) => remote.srcObject.addTrack(track);
  stream.getTracks().forEach((track) => connection.addTrack(track, stream));
  await connection.setLocalDescription();
  send('call.offer', { call: call.call, peer: 1, sdp: connection.localDescription.sdp });
}

async function addCandidate({ candidate, mline }) {
  if (!connection?.remoteDescription)
    early.push({ candidate, mline });
  else if (candidate)
    await connection.addIceCandidate({ candidate, sdpMLineIndex: mline });
}

const HANDLERS = {
  'welcome': ({ heartbeat_s }) => setInterval(() => send('ping', {}), heartbeat_s * 1000),
  'desk.state': () => { if (!contact) show('idle'); },
  'contact.queued': (body) => { contact = body.contact; },
  'call.prepare': (body) => { call = body; },
  'call.accepted': () => {
    self.srcObject = stream;
    show('call');
    return offer();
  },
  'call.answer': async ({ sdp }) => {
    await connection.setRemoteDescription({ type: 'answer', sdp });
    await Promise.all(early.splice(0).map(addCandidate));
  },
  'call.candidate': addCandidate,
  'call.withdrawn': () => { call = null; },
  'call.ended': endCall,
  'contact.ended': endCall,
};

function connect() {
  socket = new WebSocket(`${location.protocol.replace('http', 'ws')}//${location.host}/ws/kiosk`);
  socket.onopen = () => send('hello', { role: 'kiosk', version: 'peer' });
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    ack = message.seq ?? ack;
    if (message.t === 'welcome' && message.b.desk)
      show('idle');
    if (message.t === 'error')
      console.error('peer:', message.b.code, message.b.text);
    HANDLERS[message.t]?.(message.b);
  };
}

document.getElementById('begin').onclick = async () => {
  show('waiting');
  stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 1280, height: 720, frameRate: 30 } });
  send('contact.join', { reason: 'registration', language: 'fr' });
};

connect();
