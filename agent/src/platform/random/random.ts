import { randomBytes, randomInt } from 'node:crypto';
import { ID_ALPHABET, type SipUsername, type TenantTag } from '@synergycall/domain';

// Letters and digits alone: phones' web pages, provisioning files and SIP stacks take them without escaping;
// no 0/O, 1/l/I, so that a secret can be read from paper.
const SECRET_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

const draw = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');

/** A new id (12 characters, 60 random bits) of the kind that the caller names: `newId<UserId>()`. */
export const newId = <Id extends string>(): Id => draw(ID_ALPHABET, 12) as Id;
/** Four characters; the caller tries again when the tag is taken (the database says so). */
export const newTenantTag = (): TenantTag => draw(ID_ALPHABET, 4) as TenantTag;
/** `<tag>-<6 random>`; the caller tries again when it is taken. */
export const newSipUsername = (tag: TenantTag): SipUsername => `${tag}-${draw(ID_ALPHABET, 6)}` as SipUsername;
/** SIP secret in clear: 24 characters, 139 random bits. Seal it at once. */
export const newSipSecret = (): string => draw(SECRET_ALPHABET, 24);
/** Opaque token of 256 random bits, base64url. */
export const newToken = (): string => randomBytes(32).toString('base64url');
/** A code that a person copies from a terminal: 4 x 5 characters, 100 random bits. */
export const newBootstrapCode = (): string => [0, 1, 2, 3].map(() => draw(ID_ALPHABET, 5)).join('-');
/** Short word that ties what a caller saw to a line of the log. */
export const errorReference = (): string => draw(ID_ALPHABET, 8);
