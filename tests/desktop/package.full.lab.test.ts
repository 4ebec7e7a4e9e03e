import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from './build.ts';

/**
 * The package as electron-builder makes it, offline: a stand-in for Electron's runtime (a file that has the sentinel of the
 * fuses in it) is enough to see what goes in and that the fuses are set. It can't be started.
 */
const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'synergycall-package-'));
const unpacked = join(folder, 'out/linux-unpacked');
// Both come with electron-builder.
const require = createRequire(join(root, 'node_modules/electron-builder/package.json'));
const asar = require('@electron/asar') as {
  listPackage: (file: string, options: object) => string[];
  extractFile: (file: string, path: string) => Buffer;
};
const { getCurrentFuseWire } = require('@electron/fuses') as {
  getCurrentFuseWire: (path: string) => Promise<Record<string, number>>;
};

beforeAll(async () => {
  await ensureBuilt();
  const dist = join(folder, 'dist');
  mkdirSync(join(dist, 'resources'), { recursive: true });
  writeFileSync(join(dist, 'version'), '45.4.1');
  const wire = Buffer.concat([
    Buffer.from('stand-in dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
    Buffer.from([1, 8]),
    Buffer.from('10110011\n'),
  ]);
  writeFileSync(join(dist, 'electron'), wire);
  chmodSync(join(dist, 'electron'), 0o755);
  const builder = join(root, 'node_modules/electron-builder/cli.js');
  const args = [
    '--linux',
    'dir',
    '--config',
    'electron-builder.yml',
    `-c.electronDist=${dist}`,
    `-c.directories.output=${join(folder, 'out')}`,
  ];
  execFileSync(process.execPath, [builder, ...args], { cwd: root, stdio: 'pipe' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('carries the bundles and nothing else', () => {
  const files = asar.listPackage(join(unpacked, 'resources/app.asar'), {});
  expect(files).toContain('/out/main/index.js');
  expect(files).toContain('/out/preload/index.cjs');
  expect(files).toContain('/out/renderer/index.html');
  expect(files.filter((file) => !/^\/(out(\/|$)|package\.json$)/.test(file))).toEqual([]);
  expect(files.filter((file) => /node_modules|\.map$|\.ts$|\.test\./.test(file))).toEqual([]);
});

test('has the fuses set: no Node, no debugger, no other code', async () => {
  const wire = await getCurrentFuseWire(join(unpacked, 'synergycall'));
  // Index in the wire -> '0' off, '1' on (ASCII), as @electron/fuses reads it.
  const isOn = (index: number): boolean => wire[index] === 49;
  expect({
    runAsNode: isOn(0),
    cookieEncryption: isOn(1),
    nodeOptions: isOn(2),
    inspectArguments: isOn(3),
    asarIntegrity: isOn(4),
    onlyFromAsar: isOn(5),
    v8SnapshotOfItsOwn: isOn(6),
    fileProtocolPrivileges: isOn(7),
  }).toEqual({
    runAsNode: false,
    cookieEncryption: true,
    nodeOptions: false,
    inspectArguments: false,
    asarIntegrity: true,
    onlyFromAsar: true,
    v8SnapshotOfItsOwn: false,
    fileProtocolPrivileges: false,
  });
});

test('main needs nothing that is not in the package', () => {
  const main = asar.extractFile(join(unpacked, 'resources/app.asar'), 'out/main/index.js').toString('utf8');
  const imports = [...main.matchAll(/^import .* from "([^"]+)"/gm)].map((match) => match[1] ?? '');
  expect(imports.length).toBeGreaterThan(0);
  expect(imports.filter((name) => name !== 'electron' && !name.startsWith('node:'))).toEqual([]);
  const preload = asar.extractFile(join(unpacked, 'resources/app.asar'), 'out/preload/index.cjs').toString('utf8');
  expect([...preload.matchAll(/require\(["'`]([^"'`]+)["'`]\)/g)].map((match) => match[1])).toEqual(['electron']);
});

test('windows are made with the asserted preferences only', () => {
  const source = readFileSync(join(root, 'apps/desktop/src/main/index.ts'), 'utf8');
  expect(source.match(/new BrowserWindow\(/g)).toHaveLength(1);
  expect(source).toMatch(/webPreferences: \{ \.\.\.WEB_PREFERENCES, preload: [^}]+ \}/);
  expect(source).toContain("app.on('web-contents-created', (_event, contents) => lockDown(contents))");
});
