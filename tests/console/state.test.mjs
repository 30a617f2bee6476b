// SPDX-License-Identifier: EUPL-1.2
import assert from 'node:assert/strict';
import test from 'node:test';
import { createStore, deriveState, EDGES, restOf, STATES } from '../../ui/advisor/state.js';

const facts = (more) => ({
  user: { name: 'camille' },
  elsewhere: false,
  welcomed: true,
  call: null,
  rest: 'paused',
  ...more,
});

test('each state is what its facts say', () => {
  const cases = [
    ['login', { user: null, call: { accepted: true } }],
    ['elsewhere', { elsewhere: true }],
    ['connecting', { welcomed: false }],
    ['talking', { call: { accepted: true }, rest: 'wrap-up' }],
    ['ringing', { call: { accepted: false } }],
    ['paused', {}],
    ['available', { rest: 'available' }],
    ['wrap-up', { rest: 'wrap-up' }],
  ];
  cases.forEach(([state, more]) => assert.equal(deriveState(facts(more)), state));
  assert.deepEqual(new Set(cases.map(([state]) => state)), new Set(STATES));
});

test('the table knows every state, leads only to known ones, and never to itself except by name', () => {
  assert.deepEqual(Object.keys(EDGES).sort(), [...STATES].sort());
  Object.values(EDGES)
    .flat()
    .forEach((state) => assert.ok(STATES.includes(state), state));
  assert.equal(EDGES.login.includes('talking'), false);
  assert.equal(EDGES.ringing.includes('wrap-up'), false);
});

test('presence between calls: "next" while busy, what was before if there is none', () => {
  assert.equal(restOf({ state: 'ringing', next: 'paused' }, 'available'), 'paused');
  assert.equal(restOf({ state: 'talking', next: null }, 'available'), 'available');
  assert.equal(restOf({ state: 'wrap-up', next: 'available' }, 'available'), 'wrap-up');
});

test("the store's state follows its facts", () => {
  const store = createStore();
  assert.equal(store.state.value, 'login');
  store.user.value = { name: 'camille' };
  assert.equal(store.state.value, 'connecting');
  store.welcomed.value = true;
  store.rest.value = 'available';
  assert.equal(store.state.value, 'available');
});
