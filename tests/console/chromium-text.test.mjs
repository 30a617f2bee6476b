// SPDX-License-Identifier: EUPL-1.2
// Real-time text between the console in Chromium and a kiosk page, over real data channels and past them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { useConsole } from './fakes/console-page.mjs';
import { until } from './fakes/until.mjs';

const FIELD = '[name="text"]';
const it = useConsole(test);
const turns = () => it.page.$$eval('[data-turn]', (all) => all.map(({ dataset, lastChild }) => `${dataset.turn}: ${lastChild.textContent}`));
const cameIs = (text) => until(`${JSON.stringify(text)} at the kiosk`, () => it.kiosk.evaluate((wanted) => window.kiosk.came === wanted, text));
const turnsAre = (wanted) => until(JSON.stringify(wanted), async () => JSON.stringify(await turns()) === JSON.stringify(wanted));

/* Talking, the first channel asked for by both. */
async function writing() {
  await it.talk();
  await it.kiosk.waitForFunction(() => window.kiosk.asked.at(-1)?.peer === 1);
  await it.kiosk.evaluate(() => window.kiosk.ask(0));
}

test('each letter leaves as it is typed, erasures and line ends too; what comes is unread until looked at', async () => {
  await writing();
  await it.isAccessible('nothing written');
  await it.page.keyboard.press('F7');
  assert.equal(await it.page.evaluate(() => document.activeElement.name), 'text');
  await it.page.keyboard.type('Bonjour 👋🏽');
  await cameIs('Bonjour 👋🏽');
  await it.page.keyboard.press('Backspace');
  await cameIs('Bonjour 👋🏽\b');
  await it.page.keyboard.press('Enter');
  await it.page.keyboard.type('Ça');
  await cameIs('Bonjour 👋🏽\b\u2028Ça');
  await it.page.evaluate(() => document.activeElement.blur());
  await it.kiosk.evaluate(() => window.kiosk.write('\uFEFFJe suis la'));
  await it.page.waitForSelector('[data-fact="unread"]');
  await it.kiosk.evaluate(() => window.kiosk.write('\bà'));
  await turnsAre(['mine: Bonjour ', 'theirs: Je suis là']);
  await it.isAccessible('written');
  await it.shot('written');
  await it.page.focus(FIELD);
  await it.page.waitForSelector('[data-fact="unread"]', { state: 'detached' });
  assert.equal(it.desk.of('call.text').length, 0);
});

test('a paste of several lines, an edit in the middle', async () => {
  await writing();
  await it.page.focus(FIELD);
  await it.page.keyboard.insertText('un\ndeux\ntroi');
  await cameIs('un\u2028deux\u2028troi');
  assert.equal(await it.page.inputValue(FIELD), 'troi');
  await it.page.keyboard.press('Home');
  await it.page.keyboard.type('x');
  await cameIs('un\u2028deux\u2028troi\b\b\b\bxtroi');
});

test('a replaced peer: both go on where they were', async () => {
  await writing();
  await it.page.focus(FIELD);
  await it.page.keyboard.type('avant');
  await cameIs('avant');
  await it.kiosk.evaluate(() => window.kiosk.write('abc'));
  await until('abc', async () => (await turns()).includes('theirs: abc'));
  await it.kiosk.evaluate(() => window.kiosk.offer());
  await it.kiosk.waitForFunction(() => window.kiosk.asked.at(-1)?.peer === 2);
  assert.equal(await it.kiosk.evaluate(() => window.kiosk.asked.at(-1).have), 3);
  await it.kiosk.evaluate(() => window.kiosk.ask(3));
  await it.page.keyboard.type('!');
  await it.kiosk.waitForFunction(() => window.kiosk.came.includes('nt!'));
  await it.kiosk.evaluate(() => window.kiosk.write('d'));
  await until('abcd', async () => (await turns()).includes('theirs: abcd'));
});

test('no peer left: the same text goes by the socket', async () => {
  await writing();
  await it.kiosk.evaluate(() => window.kiosk.peers.forEach(({ connection }) => connection.close()));
  await it.kiosk.waitForFunction(() => window.kiosk.asked.at(-1)?.peer === 0);
  await it.kiosk.evaluate(() => window.kiosk.ask(0, 0));
  await it.page.focus(FIELD);
  await it.page.keyboard.type('allô');
  await it.kiosk.waitForFunction(() => window.kiosk.pieces.map(({ text }) => text).join('') === 'allô');
  await it.kiosk.evaluate(() => window.kiosk.send('call.text', { call: window.kiosk.call, from: 0, text: 'oui' }));
  await turnsAre(['theirs: oui']);
});

test('loaded again, it asks for all the visitor wrote, and goes on where the kiosk says', async () => {
  await writing();
  await it.page.focus(FIELD);
  await it.page.keyboard.type('avant');
  await cameIs('avant');
  await it.page.reload();
  await it.inState('talking');
  await it.kiosk.waitForFunction(() => window.kiosk.asked.at(-1)?.peer === 2);
  assert.equal(await it.kiosk.evaluate(() => window.kiosk.asked.at(-1).have), 0);
  await it.kiosk.evaluate(() => window.kiosk.ask(5));
  await it.kiosk.evaluate(() => window.kiosk.write('tout'));
  await turnsAre(['theirs: tout']);
  await it.page.focus(FIELD);
  await it.page.keyboard.type('après');
  await cameIs('avantaprès');
});
