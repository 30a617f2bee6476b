// SPDX-License-Identifier: EUPL-1.2
// The visitor's telephone number: whose it is, how it is written, and when it is gone.
import assert from 'node:assert/strict';
import test from 'node:test';
import { spellNumber } from '../../ui/advisor/telephone.js';
import { loggedIn, presence, RING, talking } from './fakes/fake-console.mjs';

const { contact } = RING.contact;
const told = (it) => it.store.telephone.value;

test('numbers are written in pairs', () => {
  assert.equal(spellNumber('0612345678'), '06 12 34 56 78');
  assert.equal(spellNumber('+32470123456'), '+32 47 01 23 45 6');
});

test('offered, given, changed, and the picture is back', async () => {
  const it = await talking();
  assert.equal(told(it), null);
  it.say('contact.telephone', { contact, state: 'offered' });
  assert.deepEqual(told(it), { contact, state: 'offered', number: null });
  it.say('contact.telephone', { contact, state: 'given', number: '0612345678' });
  it.say('contact.telephone', { contact, state: 'given', number: '0612345679' });
  assert.deepEqual(told(it), { contact, state: 'given', number: '0612345679' });
  it.say('contact.telephone', { contact, state: 'over', number: '0612345679' });
  assert.deepEqual(told(it), { contact, state: 'over', number: '0612345679' });
});

test('back before a number was given: nothing is left to say', async () => {
  const it = await talking();
  it.say('contact.telephone', { contact, state: 'offered' });
  it.say('contact.telephone', { contact, state: 'over' });
  assert.equal(told(it), null);
});

test('of another contact: not shown', async () => {
  const it = await talking();
  it.say('contact.telephone', { contact: 'ct-0', state: 'given', number: '0612345678' });
  assert.equal(told(it), null);
});

test('it stays in the wrap-up, arrives there, and is gone with it', async () => {
  const it = await talking();
  it.say('contact.telephone', { contact, state: 'offered' });
  it.desk.hangUp();
  it.say('presence.state', presence('wrap-up'));
  assert.equal(it.state(), 'wrap-up');
  assert.equal(told(it).state, 'offered');
  it.say('contact.telephone', { contact, state: 'given', number: '0612345678' });
  assert.equal(told(it).number, '0612345678');
  it.say('presence.state', presence('available'));
  assert.equal(told(it), null);
});

test('a page loaded again in the wrap-up is told', () => {
  const it = loggedIn({ presence: presence('wrap-up') });
  it.say('contact.telephone', { contact: 'ct-9', state: 'given', number: '0612345678' });
  assert.equal(told(it).number, '0612345678');
  it.say('presence.state', presence('paused'));
  assert.equal(told(it), null);
});

test('the next ring knows nothing of it; nor does who has handed the call over', async () => {
  const it = await talking();
  it.say('contact.telephone', { contact, state: 'given', number: '0612345678' });
  it.say('call.ended', { call: 'call-1', why: 'handed-over', by: 'console' });
  assert.equal(told(it), null);
  it.say('contact.telephone', { contact, state: 'given', number: '0612345678' });
  it.say('ring.start', { ...RING, call: 'call-2', contact: { ...RING.contact, contact: 'ct-2' } });
  assert.equal(told(it), null);
});

test('logging out forgets it', async () => {
  const it = await talking();
  it.say('contact.telephone', { contact, state: 'given', number: '0612345678' });
  it.desk.disconnect();
  assert.equal(told(it), null);
});
