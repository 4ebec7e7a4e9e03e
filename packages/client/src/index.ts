/** How a program in Node reaches an agent: whose certificate it trusts, and `fetch` over that. */
export { overHttps } from './over-https.ts';
export { connectionFailure, fingerprintOf, parseAddress, probe, type Probe } from './trust.ts';
