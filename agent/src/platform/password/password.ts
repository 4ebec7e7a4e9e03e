import argon2 from 'argon2';
import { COMMON } from './common.ts';

/** RFC 9106's second choice as OWASP lists it: about 45 ms idle on the reference machine; the library's default takes 300-800. */
const COST = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export type Weakness = 'too-short' | 'too-common' | 'contains-email';

export interface Passwords {
  hash(password: string): Promise<string>;
  /** `undefined` as hash: an account that doesn't exist; takes as long as a wrong password and is always false. */
  verify(hash: string | undefined, password: string): Promise<boolean>;
}

/**
 * argon2id with at most `limit` at a time (19 MiB each, and libuv's threads serve files and DNS too); the rest queue,
 * and above `queue` waiting ones `BusyHashing` is thrown, so that a flood of sign-ins can't fill the memory.
 */
export function passwords({ limit = 2, queue = 200 }: { limit?: number; queue?: number } = {}): Passwords {
  const waiting: (() => void)[] = [];
  let running = 0;
  const take = (): Promise<void> => {
    if (running < limit) {
      running += 1;
      return Promise.resolve();
    }
    if (waiting.length >= queue) throw new BusyHashing();
    return new Promise((resolve) => waiting.push(resolve));
  };
  const give = () => {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  };
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    await take();
    try {
      return await work();
    } finally {
      give();
    }
  };
  let nobody: string | undefined;
  return {
    hash: (password) => inTurn(() => argon2.hash(normal(password), COST)),
    verify: async (hash, password) => {
      // SECURITY: the same work for unknown accounts, so that time doesn't tell which e-mails exist.
      // Kept only once it is there: a refusal (BusyHashing) kept in its place would tell from then on.
      const against = hash ?? (nobody ??= await inTurn(() => argon2.hash('nobody has this password', COST)));
      const right = await inTurn(() => argon2.verify(against, normal(password)));
      return hash !== undefined && right;
    },
  };
}

/** Too many sign-ins wait for their hash; try again shortly. */
export class BusyHashing extends Error {
  readonly failure = { code: 'rate.limited', retryAfterSeconds: 5 } as const;
  constructor() {
    super('too many passwords to check at once');
    this.name = 'BusyHashing';
  }
}

/** Judges a new password: at least 10 characters, not among the common ones (also with digits around), not the e-mail. */
export function weaknessOf(password: string, email: string): Weakness | undefined {
  const text = normal(password).toLowerCase();
  if (Array.from(text).length < 10) return 'too-short';
  const [name = '', domain = ''] = email.toLowerCase().split('@');
  const company = domain.split('.')[0] ?? '';
  for (const part of [name, company]) if (part.length >= 4 && text.includes(part)) return 'contains-email';
  const core = text.replaceAll(/[^a-z]/g, '');
  const everyday = COMMON.has(text) || COMMON.has(core) || /^(.)\1*$/u.test(text) || new Set(text).size < 4;
  if (everyday || '01234567890123456789'.includes(text) || '98765432109876543210'.includes(text)) return 'too-common';
  return undefined;
}

/** The same characters typed on different systems are the same password. */
const normal = (password: string): string => password.normalize('NFKC');
