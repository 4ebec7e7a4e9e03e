/** The lab: private, parallel-safe parts to test against. Start at README.md. */
export * from './types.ts';
export { labAsterisk } from './asterisk.ts';
export { labMariadb } from './mariadb.ts';
export { labPostgres } from './postgres.ts';
export { claimPort, claimPorts, type PortClaim } from './ports.ts';
export { freeze, thaw } from './freeze.ts';
export { labDir, ownFolder, reapOrphans, removeFolder, unmountBelow } from './place.ts';
export { labSshd, type LabSshd } from './sshd.ts';
export { installLab, missingFromLab, prepareLab, type LabReadiness, type Missing } from './install.ts';
export { ADMIN, connectionOf, failureOf, labAgent, type AgentClient, type Company, type LabAgent } from './agent.ts';
