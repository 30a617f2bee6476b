// SPDX-License-Identifier: EUPL-1.2
// Both write in a call, with real touches on the keyboard on screen and real keys in the browser; how long each letter takes is
// measured, and told as a figure (EN 301 549, 6.2.4 asks for 500 ms into the network).
import { delay, until } from './waiting.mjs';

const LETTERS = ['o', 'u', 'i', 'é'];

/** In the page: when each state of a text was first shown, by the page's own clock. */
function watchWritten() {
  window.writtenAt = {};
  const look = () => document.querySelectorAll('[data-turn="theirs"] .turn__text').forEach(({ textContent }) => {
    window.writtenAt[textContent] ??= Date.now();
  });
  new MutationObserver(look).observe(document.querySelector('[data-fact="written"]'), { subtree: true, childList: true, characterData: true });
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

export class Writing {
  constructor({ kiosk, advisor }) {
    Object.assign(this, { kiosk, advisor });
  }

  /** Where the keys are on the kiosk's screen, which stay there. */
  async #findKeys() {
    await this.kiosk.see(LETTERS[0], { role: /button/, sensitive: true });
    const all = (await this.kiosk.look()).filter(({ role }) => /button/.test(role));
    return new Map(LETTERS.map((letter) => [letter, all.find(({ name }) => name === letter)]));
  }

  /** Gives back when. */
  async #touchKey({ touch }) {
    const at = Date.now();
    await this.kiosk.display.touch(...touch);
    return at;
  }

  async #seenByAdvisor(text) {
    return until(`"${text}" in the console`, () => this.advisor.page.evaluate((wanted) => window.writtenAt[wanted] ?? null, text), 10000, 20);
  }

  /** The visitor writes; milliseconds of each letter, from before the touch to the advisor's page. */
  async visitorWrites() {
    const { kiosk, advisor } = this;
    await advisor.page.evaluate(watchWritten);
    await kiosk.press('Write');
    await kiosk.find('Keyboard');
    await delay(500);
    const keys = await this.#findKeys();
    const took = [];
    let text = '';
    for (const letter of LETTERS) {
      const at = await this.#touchKey(keys.get(letter));
      text += letter;
      took.push(await this.#seenByAdvisor(text) - at);
    }
    await kiosk.press('Erase');
    await until('the erasure in the console', () => advisor.page.evaluate(() =>
      [...document.querySelectorAll('[data-turn="theirs"] .turn__text')].at(-1)?.textContent === 'oui'), 10000, 50);
    await kiosk.press('New line');
    return took;
  }

  /** The advisor writes; milliseconds from the key to a look that shows it (a look takes its own time). */
  async advisorWrites() {
    const took = [];
    let text = '';
    for (const letter of ['B', 'o', 'n', '!']) {
      text += letter;
      const at = Date.now();
      await this.advisor.page.type('[name="text"]', letter);
      await this.kiosk.see(text, { role: /label/ });
      took.push(Date.now() - at);
    }
    return took;
  }

  /** All of it; gives back the figures. */
  async play() {
    const toAdvisor = await this.visitorWrites();
    const toVisitor = await this.advisorWrites();
    await this.kiosk.see('oui', { role: /label/ });
    await this.kiosk.press('Close');
    await this.kiosk.read('Turn my sound off');
    return { visitor_to_advisor_ms: median(toAdvisor), advisor_to_visitor_ms: median(toVisitor), toAdvisor, toVisitor };
  }
}
