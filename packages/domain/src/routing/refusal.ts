/** The core's words for why a call goes nowhere (`Reason` of its UserEvent ScRefused), with what the phone is told. */
export const REFUSALS = {
  malformed: { sip: 404, cause: 1 },
  unknown: { sip: 404, cause: 1 },
  'tenant-suspended': { sip: 403, cause: 21 },
  'caller-suspended': { sip: 403, cause: 21 },
  'user-suspended': { sip: 480, cause: 19 },
  'no-devices': { sip: 480, cause: 19 },
  'own-extension': { sip: 486, cause: 17 },
  'do-not-disturb': { sip: 486, cause: 17 },
  'no-destination': { sip: 404, cause: 1 },
  /** An exit that leads nowhere: as if nobody had answered. */
  hangup: { sip: 480, cause: 19 },
  /** A message for somebody who has no mailbox. */
  'no-mailbox': { sip: 480, cause: 19 },
  /** There is nothing to pick up; live, so no decision says it. */
  'nothing-rings': { sip: 480, cause: 19 },
  /** A destination outside that is the tenant's own number; or too many steps: forwards that go round. */
  loop: { sip: 500, cause: 38 },
  'no-generation': { sip: 500, cause: 38 },
  corrupt: { sip: 500, cause: 38 },
  // FR-020, and limits against fraud, which are live: of them decisions know what was spent today, where they are told.
  blocked: { sip: 403, cause: 21 },
  'over-limit': { sip: 403, cause: 21 },
} as const;
export type Refusal = keyof typeof REFUSALS;
