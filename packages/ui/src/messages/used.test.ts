import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { en } from './en/index.ts';

const root = join(import.meta.dirname, '../../../..');
const isSource = (path: string): boolean =>
  /\.tsx?$/.test(path) && !/node_modules|(^|\/)(out|dist)\/|messages\/en\/|\.test\.tsx?$|\.d\.ts$/.test(path);
const source = ['apps', 'packages']
  .flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map((path) => join(room, path)),
  )
  .filter(isSource)
  .map((path) => readFileSync(join(root, path), 'utf8'))
  .join('\n');

/** Keys that stand in the source, and those that are put together there, such as `apply.status.${status}`. */
const written = new Set([...source.matchAll(/['"]([A-Za-z][\w.-]*)['"]/g)].map(([, key]) => key));
const escaped = (text: string): string => text.replaceAll('.', '\\.');
const shapes = [...source.matchAll(/`([a-zA-Z]+\.(?:[\w.-]|\$\{[^{}`]+\})+)`/g)].map(
  ([, text = '']) =>
    new RegExp(
      `^${text
        .split(/\$\{[^{}`]+\}/)
        .map(escaped)
        .join('.+')}$`,
    ),
);

test('no message is kept that nobody says', () =>
  expect(Object.keys(en).filter((key) => !written.has(key) && !shapes.some((shape) => shape.test(key)))).toEqual([]));
