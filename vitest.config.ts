import { defineConfig } from 'vitest/config';
import { LongestFirst } from './scripts/longest-first.ts';

if (Number(process.versions.node.split('.')[0]) < 24)
  throw new Error('SynergyCall needs Node 24: run the tests through npm (`npm test`).');

const shared = { environment: 'node' as const, exclude: ['**/node_modules/**', '**/out/**', '**/dist/**'] };

/** Real Asterisk, databases, phones and browsers, on the same two cores: one file per core, patient time-outs. */
const lab = {
  ...shared,
  name: 'lab',
  // Node reads TypeScript itself and keeps what it compiled (NODE_COMPILE_CACHE): a fifth less of a core for each file.
  experimental: { viteModuleRunner: false },
  include: ['**/*.lab.test.ts'],
  // Longer stories of what other files prove in parts; `npm test -- --full` runs them.
  exclude: [...shared.exclude, ...(process.env['SYNERGYCALL_FULL'] === '1' ? [] : ['**/*.full.lab.test.ts'])],
  globalSetup: ['tests/lab/global-setup.ts'],
  pool: 'forks' as const,
  // Files share a process and what it has read: one of its own cost each of 140 files four seconds of a core.
  isolate: false,
  maxWorkers: 2,
  testTimeout: 120_000,
  hookTimeout: 300_000,
};
/**
 * Files that wait for callers, carriers and time-outs more than they work (an eighth of a core): a whole run gives them a
 * vitest of their own beside the two workers (scripts/test.ts), since projects that run together share their workers.
 */
const waiting = [
  'agent/src/features/{callflow,voicemail}/*.lab.test.ts',
  'tests/calls/*.lab.test.ts',
  'tests/start/demo.lab.test.ts',
  'tests/faults/matrix.lab.test.ts',
];
const isApart = process.env['SYNERGYCALL_WAITING'] === 'apart';
/** Those of callScene, whose phones the core rings; its voicemail tries both stores by itself. */
const scenes = [
  'callflow',
  'codes',
  'emergency',
  'group',
  'hours',
  'inbound',
  'inside',
  'menu',
  'outside',
  'person',
  'queue',
].map((name) => `agent/src/features/callflow/${name}.lab.test.ts`);

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['{agent,packages,apps,scripts}/**/*.test.{ts,tsx}', 'tests/**/*.test.ts'],
          exclude: [...shared.exclude, '**/*.lab.test.ts'],
          // No process of its own for each file: setting those up took twice as long as the tests (143 s, now 52 s).
          pool: 'threads',
          isolate: false,
          // As many as those of the lab, or of the patient files, behind which they come: vitest wants it so.
          maxWorkers: isApart ? 1 : 2,
          // Beside the lab's files on the same cores.
          testTimeout: 30_000,
        },
      },
      { test: { ...lab, exclude: [...lab.exclude, ...(isApart ? waiting : [])] } },
      ...(isApart ? [{ test: { ...lab, name: 'waiting', include: waiting, maxWorkers: 1 } }] : []),
      // `npm run test:calls` alone, by name: the core's own scenes once more, with phones, mailboxes and queues in MariaDB.
      ...(process.env['SYNERGYCALL_BOTH_STORES'] === '1'
        ? [{ test: { ...lab, name: 'lab-mariadb', include: scenes, env: { SYNERGYCALL_STORE: 'mariadb' } } }]
        : []),
    ],
  },
});
