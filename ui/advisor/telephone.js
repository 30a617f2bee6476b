// SPDX-License-Identifier: EUPL-1.2
// The number at which a visitor can be called, where picture and sound do not come back. It is kept in this page alone, and only until the
// wrap-up of that contact is over.

/* In pairs, as it is read out in France: 06 12 34 56 78, +32 47 01 23 45 6. Pure. */
export function spellNumber(number) {
  const [, plus, digits] = /^(\+?)(\d*)$/.exec(number);
  return plus + (digits.match(/\d{1,2}/g) ?? []).join(' ');
}

export class Telephone {
  #store;

  constructor({ store }) {
    this.#store = store;
  }

  /* What the desk says of it. Of another contact than the one that is held, or was last: it comes too late. */
  onState({ contact, state, number = null }) {
    const { call, last, telephone } = this.#store;
    const own = call.value?.contact ?? last.value?.contact;
    if (own && own.contact !== contact) return;
    telephone.value = state === 'over' && !number ? null : { contact, state, number };
  }

  /* The contact that is held now: what is known of another is forgotten. */
  keep(contact) {
    if (this.#store.telephone.value?.contact !== contact) this.forget();
  }

  forget() {
    this.#store.telephone.value = null;
  }
}
