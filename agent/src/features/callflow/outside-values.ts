import { SENT_DIGITS } from '@synergycall/domain';
import { GENERATION, USER_STATE } from './generation.conf.ts';

/*
 * What calls out read and ask, as expressions: few steps that ask much, since each step costs (decision 0014).
 * SECURITY: a value of AstDB is believed only if its alphabet and length are right, and stands in no MSet but through FILTER.
 */
export const read = (key: string): string => `\${DB(${GENERATION}/${key})}`;
/** Leaves the value, where there is one, in DB_RESULT. */
export const absent = (key: string): string => `0\${DB_EXISTS(${GENERATION}/${key})} = 0`;
export const only = (alphabet: string, value: string): string => `\${FILTER(${alphabet},${value})}`;
export const length = (value: string): string => `\${LEN(${value})}`;
/** FILTER leaves this raw value unchanged. */
export const isOf = (alphabet: string, value: string): string => `${length(only(alphabet, value))} = ${length(value)}`;
/** No colon and no question mark in either, for IF splits there. */
export const choose = (when: string, then: string, otherwise: string): string =>
  `\${IF($[${when}]?${then}:${otherwise})}`;
export const all = (...conditions: readonly string[]): string => conditions.join(' & ');

/** What was dialled, as it is and as digits. */
export const DIALLED = 'SC_D=${FILTER(0-9*#+,${EXTEN})},SC_E=${FILTER(0-9,${EXTEN})}';
/** SC_E is 7 to 15 digits that begin with no 0. REGEX compiles its expression at each call: with `{6,14}` for 0.14 ms. */
export const IS_E164 = all(
  '${LEN(${SC_E})} > 6',
  '${LEN(${SC_E})} < 16',
  isOf('0-9', '${SC_E}'),
  '"${SC_E:0:1}" != "0"',
);

/** Of SC_V, by which rules a tenant dials; letters and digits. */
const nth = (part: number): string => `\${CUT(SC_V,:,${part})}`;
export const DIALS = {
  country: nth(1),
  national: nth(2),
  international: nth(3),
  outside: nth(4),
  bare: nth(5),
  area: nth(6),
} as const;
/** SC_D begins with it. Quoted, so that digits are compared as text. */
export const begins = (prefix: string): string =>
  all(`${length(prefix)} > 0`, `"\${SC_D:0:${length(prefix)}}" = "${prefix}"`);
export const rest = (prefix: string): string => `\${SC_D:${length(prefix)}}`;
const BARE = choose(
  `"${DIALS.bare}" = "none"`,
  '',
  `${DIALS.country}${choose(`"${DIALS.bare}" = "local"`, DIALS.area, '')}\${SC_D}`,
);
/** SC_D, dialled without plus, as E.164 digits; nothing where bare digits are no number outside. */
export const AS_E164 = choose(
  begins(DIALS.international),
  rest(DIALS.international),
  choose(begins(DIALS.national), `${DIALS.country}${rest(DIALS.national)}`, BARE),
);

/** What a matcher is made of (domain/policy/matcher): `0-9 + * ? . ^ $ ( ) [ ] { } | , -`. */
const MATCHER = '0-9+*?.^\\x24\\x28\\x29\\x5b\\x5d\\x7b\\x7d\\x7c\\x2c\\x2d';
export const isMatcher = (value: string): string =>
  all(`${length(value)} > 0`, `${length(value)} < 901`, isOf(MATCHER, value));
/** `1` where the E.164 digits SC_E match. */
export const matches = (matcher: string): string => `\${REGEX("${matcher}" +\${SC_E})}`;

/** What a rule's `do` says, SC_R, whose alphabet is checked: nothing in it ends an assignment. */
export const ALLOWANCE = 'SC_V=${CUT(SC_R,:,2)},SC_X=${CUT(SC_R,:,3)},SC_TRUNKS=${CUT(SC_R,:,4)}';
/**
 * SC_R, whose alphabet is checked, is `allow:<strip SC_V>:<prepend SC_X>:<SC_TRUNKS>`: one or two digits, at most fifteen,
 * one to eight ids joined by dots. Each id is looked at where its turn comes (sc-outside-next). As one REGEX it took 0.23 ms.
 */
export const ALLOWS = all(
  '"${SC_R}" = "allow:${SC_V}:${SC_X}:${SC_TRUNKS}"',
  `\${LEN(\${SC_V})} > 0 & \${LEN(\${SC_V})} < 3 & ${isOf('0-9', '${SC_V}')}`,
  `\${LEN(\${SC_X})} < 16 & ${isOf('0-9', '${SC_X}')}`,
  '${LEN(${SC_TRUNKS})} > 11 & ${LEN(${SC_TRUNKS})} < 104',
  '${LEN(${FILTER(0-9a-z,${SC_TRUNKS})})} * 13 = (${LEN(${SC_TRUNKS})} + 1) * 12',
);
/** The digits to send: SC_X and what is left of SC_E. */
export const TO_SEND = '${SC_X}${SC_E:0${SC_V}}';
export const CAN_BE_SENT = all(
  `${length(TO_SEND)} >= ${SENT_DIGITS.least}`,
  `${length(TO_SEND)} <= ${SENT_DIGITS.most}`,
);

/** Whose policy: the owner of the calling phone, whom a probe asks for, or somebody's id; nothing: the tenant's. */
export const PAYER = choose(
  '"${SC_PAYER}" = "self"',
  choose(
    '${LEN(${SC_SELF})} > 0',
    only('0-9a-z', read('e/${SC_SELF}')),
    choose('"${SC_HEALTH}" = "1"', only('0-9a-z', '${SC_AS}'), ''),
  ),
  '${SC_PAYER}',
);
const own = (key: string): string => read(`u/\${SC_U}/${key}`);
const hasOwn = (key: string): string => `${length(own(key))} > 0`;
/** The person's (SC_U), or the tenant's. */
export const ownOr = (alphabet: string, key: string): string =>
  choose(hasOwn(key), only(alphabet, own(key)), only(alphabet, read(`o/${key}`)));
const lengthOfOwnOr = (key: string): string => choose(hasOwn(key), length(own(key)), length(read(`o/${key}`)));

/** How many rules SC_POL has. */
export const COUNT = read('p/${SC_POL}/n');
/** How many of them can't match what begins so (domain/policy/rule-skips); absent: none of them. */
const SKIPS = read('p/${SC_POL}/f${SC_E:0:1}');
export const FIRST_RULE = `$[1 + 0\${FILTER(0-9,${SKIPS}):$[\${SC_E:1:2} * 2]:2}]`;
export const FIRST_DOES = read(`p/\${SC_POL}/${FIRST_RULE}/do`);
const rule = (key: string): string => `p/\${SC_POL}/\${SC_RULE}/${key}`;
/**
 * What the usual call out is, in three, since Asterisk shows no longer ones whole, so that they could not be compared.
 * Whoever pays is known and not suspended, and what is shown is whole. The phone of somebody who transfers a call is another.
 */
export const IS_KNOWN = all(
  `("\${SC_PAYER}" != "self" | ${length('${BLINDTRANSFER}')} = 0 & (${length('${SC_SELF}')} = 0 | ${length(read('e/${SC_SELF}'))} = 12))`,
  `(${length('${SC_U}')} = 12 | ${length('${SC_U}')} = 0 & ("\${SC_PAYER}" != "self" | ${length('${SC_SELF}')} = 0))`,
  `${USER_STATE} != "suspended"`,
  `${length('${SC_POL}')} = 12 & ${lengthOfOwnOr('policy')} = 12`,
  `${length('${SC_CID}')} < 16 & ${length('${SC_CID}')} = ${lengthOfOwnOr('cid')}`,
);
/** The first rule that may match is one of the policy's, and does. */
export const DOES_MATCH = all(
  `${length('${SC_PN}')} > 0 & ${length('${SC_PN}')} < 3 & ${length('${SC_PN}')} = ${length(COUNT)}`,
  `(${length(SKIPS)} = 0 | ${length(SKIPS)} = 200 & ${length(only('0-9', SKIPS))} = 200)`,
  '${SC_RULE} <= 0${SC_PN}',
  isMatcher(read(rule('re'))),
  `"${matches(read(rule('re')))}" = "1"`,
);
/** At all hours it allows. */
export const DOES_ALLOW = all(
  absent(rule('when')),
  `${length('${SC_R}')} = ${length(read(rule('do')))}`,
  ALLOWS,
  CAN_BE_SENT,
);

export const IS_SHOWN = '"${CALLERID(num-pres):0:7}${CALLERID(name-pres):0:7}" = "allowedallowed"';
export const IS_NOT_DIVERTED = '${LEN(${REDIRECTING(from-num)}${REDIRECTING(from-name)})} = 0';
/** Resolved, of no tenant with limits, with nothing to hide, and its first trunk is there: at once to `sc-outside-try`. */
export const IS_BY_FIRST_TRUNK = all(
  '"${SC_WHY}" = "outside" & "${SC_HEALTH}" != "1"',
  absent('o/limits'),
  IS_SHOWN,
  IS_NOT_DIVERTED,
  '0${DIALPLAN_EXISTS(sc-out-${SC_X},${SC_O},1)} = 1',
);
