import { expect, test } from 'vitest';
import { debianMirror } from './apt-sources.ts';

test('finds the mirror in deb822 sources and ignores security and third parties', () => {
  const files = {
    'debian.sources':
      '# snapshot\nTypes: deb\nURIs: http://mirror.example/debian/\nSuites: bookworm bookworm-updates\nComponents: main\n\nTypes: deb\nURIs: http://mirror.example/debian-security\nSuites: bookworm-security\nComponents: main\n',
    'node.sources': 'Types: deb\nURIs: https://deb.nodesource.com/node_20.x\nSuites: nodistro\n',
  };
  expect(debianMirror(files)).toBe('http://mirror.example/debian');
});

test('finds the mirror in one-line sources, with options and comments', () => {
  const text =
    '# deb http://old/debian buster main\ndeb https://packages.example/apt cloud-sdk-bookworm main\ndeb [signed-by=/usr/share/k.gpg arch=amd64] https://deb.debian.org/debian trixie main\n';
  expect(debianMirror({ 'sources.list': text })).toBe('https://deb.debian.org/debian');
});

test('takes a proxy whose name does not say Debian, by its -updates suite', () => {
  expect(
    debianMirror({
      'a.sources': 'Types: deb\nURIs: http://proxy.local/apt\nSuites: trixie trixie-updates\nComponents: main',
    }),
  ).toBe('http://proxy.local/apt');
});

test('skips disabled stanzas and says so when nothing is left', () => {
  expect(
    debianMirror({ 'a.sources': 'Enabled: no\nTypes: deb\nURIs: http://x/debian\nSuites: trixie' }),
  ).toBeUndefined();
  expect(debianMirror({ 'sources.list': 'deb http://archive.ubuntu.com/ubuntu noble main' })).toBeUndefined();
});
