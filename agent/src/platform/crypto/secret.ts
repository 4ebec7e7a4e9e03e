import { inspect } from 'node:util';

const MASK = '[secret]';

/**
 * A value that guards itself: strings, JSON and inspection of it give "[secret]".
 * SECURITY: `reveal(reason)` is the only way out; grep for it finds every use.
 */
export class Secret {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  /** @param reason why it must leave, for the reader of the code ("written to ps_auths as a digest") */
  reveal(reason: string): string {
    if (reason.length === 0) throw new Error('a secret is revealed for a reason');
    return this.#value;
  }
  toString(): string {
    return MASK;
  }
  toJSON(): string {
    return MASK;
  }
  [Symbol.toPrimitive](): string {
    return MASK;
  }
  [inspect.custom](): string {
    return MASK;
  }
}
