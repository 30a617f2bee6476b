// SPDX-License-Identifier: EUPL-1.2
// One whole visit, from the idle screen to the idle screen, played by a visitor at the kiosk and an advisor in a browser.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './processes.mjs';
import { until } from './waiting.mjs';
import { Writing } from './writing.mjs';

const FOUND = 'Good. Do not move the paper.';
/** What may be said of a photograph that nobody can lay down anew: its visitor takes it as it is. */
const DOUBTS = [
  'It is too far. Bring the paper closer.', 'Show the whole paper, with its four corners.', 'It is too dark. Do not cover the light.',
  'The light reflects. Turn the paper a little.', 'It is blurred. Lay the paper flat and do not move it.',
];

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export class Visit {
  /** summary takes the steps; folder the PDF, and pictures of each step if they are to be looked at; isAnyPaper: not one that we drew. */
  constructor({ kiosk, advisor, summary, folder, showsSteps = false, isAnyPaper = false }) {
    Object.assign(this, { kiosk, advisor, summary, folder, showsSteps, isAnyPaper });
    this.pictures = 0;
  }

  /** One step, and what both sides looked like after it (sides: which ones are worth keeping). */
  async step(name, play, sides = 'both') {
    await this.summary.step(name, play);
    if (!this.showsSteps)
      return;
    const number = String(++this.pictures).padStart(2, '0');
    if (sides !== 'advisor')
      await this.kiosk.screenshot(join(this.folder, `${number}-${name}-kiosk.png`));
    if (sides !== 'kiosk')
      await this.advisor.screenshot(join(this.folder, `${number}-${name}-advisor.png`));
  }

  async play() {
    await this.#arrive();
    await this.#talk();
    await this.#write();
    await this.#handIn();
    await this.#part();
  }

  async #arrive() {
    const { kiosk, advisor } = this;
    await this.step('idle', () => kiosk.read('Talk to an advisor by video', 30000), 'kiosk');
    await this.step('login', () => advisor.login(), 'advisor');
    await this.step('available', async () => {
      await advisor.goAvailable();
      await kiosk.read('Talk to an advisor');
    });
    await this.step('reason', async () => {
      await kiosk.press('Talk to an advisor');
      await kiosk.read('Why have you come today?');
    }, 'kiosk');
    await this.step('ring', async () => {
      await kiosk.press('My file and my papers');
      await kiosk.read('An advisor will answer you here');
      await advisor.awaitRing();
    });
  }

  async #talk() {
    const { kiosk, advisor } = this;
    await this.step('talking', async () => {
      await advisor.answer();
      await kiosk.find('Your advisor', 15000);
    });
    await this.step('picture-of-the-visitor-moves', async () => { await advisor.awaitMovingPicture(); }, 'advisor');
    await this.step('picture-of-the-advisor-moves', () => this.awaitMovingPicture(), 'kiosk');
    await this.step('muted-by-the-visitor', async () => {
      await kiosk.press('Turn my sound off');
      await kiosk.read('Turn my sound on');
    });
    await this.step('muted-by-the-advisor', async () => {
      await advisor.do('mute');
      await kiosk.read('The advisor has turned their sound off.');
    });
    await this.step('both-heard-again', async () => {
      await advisor.do('mute');
      await kiosk.press('Turn my sound on');
      await kiosk.read('Turn my sound off');
    });
  }

  /** Real-time text both ways, in the same call. */
  async #write() {
    const writing = new Writing(this);
    await this.step('written-both-ways', () => writing.play());
  }

  /** The advisor's picture on the kiosk's screen (or whose it is) changes and is not one colour. */
  async awaitMovingPicture(timeoutMs = 15000, whose = 'Your advisor') {
    const { kiosk } = this;
    const place = await kiosk.find(whose, timeoutMs);
    // Its middle half, which nothing overlaps.
    const middle = { x: place.x + (place.w >> 2), y: place.y + (place.h >> 2), w: place.w >> 1, h: place.h >> 1 };
    await until('a moving picture on the kiosk', () => kiosk.display.isMoving(middle), timeoutMs, 300);
  }

  async #handIn() {
    const { kiosk, advisor } = this;
    let paper = null;
    await this.step('paper-asked', async () => {
      paper = await advisor.askPaper('payslip', 'octobre');
      await kiosk.find('What the paper camera sees');
    });
    await this.step('page-outlined', () => this.awaitPageFound(), 'kiosk');
    await this.step('page-taken', () => this.takePage());
    await this.step('page-turned', () => kiosk.press('Turn'), 'kiosk');
    await this.step('paper-sent', () => this.send());
    await this.step('paper-refused', async () => {
      await advisor.refusePaper('blurred');
      await kiosk.read('The picture was blurred. Let us take it again.');
    });
    await this.step('page-taken-again', async () => {
      await this.awaitPageFound();
      await this.takePage();
    }, 'kiosk');
    await this.step('paper-sent-again', () => this.send());
    await this.step('paper-opened', () => advisor.openPaper(), 'advisor');
    await this.step('paper-accepted', async () => {
      await this.keepPdf(paper);
      await advisor.acceptPaper();
    });
  }

  /** The camera's picture shows a page lying still, with its outline around it, or what is to be said of it. */
  async awaitPageFound() {
    const words = this.isAnyPaper ? [FOUND, ...DOUBTS] : [FOUND];
    await this.kiosk.see(new RegExp(`^(${words.map((msgid) => escape(this.kiosk.say(msgid))).join('|')})$`), { timeoutMs: 20000 });
  }

  async takePage() {
    await this.kiosk.press('Take the page');
    await this.kiosk.read('Can you read everything?', 20000);
  }

  async send() {
    await this.kiosk.press('Send');
    await this.advisor.awaitPaper('received', 30000);
  }

  async keepPdf(paper) {
    const file = join(this.folder, 'paper.pdf');
    writeFileSync(file, await this.advisor.fetchPdf(paper));
    const facts = (await run(['pdfinfo', file])).toString();
    if (!/^Pages:\s+[1-9]/m.test(facts))
      throw new Error(`paper.pdf has no page: ${facts}`);
  }

  async #part() {
    const { kiosk, advisor } = this;
    await this.step('farewell', async () => {
      await advisor.do('hangup');
      await kiosk.read('I am done', 15000);
      await advisor.awaitState(['wrap-up', 'available', 'paused']);
    });
    await this.step('idle-again', () => kiosk.read('Talk to an advisor', 30000), 'kiosk');
  }
}
