import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { PreparedInstance } from '../../agent/src/platform/asterisk-host/index.ts';
import { labDir } from './place.ts';

/** Frames of GSM, 33 bytes and 20 ms each; short, where voicemail says many one after the other. */
const SHORT = 20;
const LONG = 40;
const keptBytes = (path: string): number => (/\/(vm-|digits\/)/.test(path) ? SHORT : LONG) * 33;

/**
 * Before it starts: this Asterisk says the beginning of each of its standard sounds. Callers hear the same words begin,
 * and tests don't wait for their end (12 s before each message of voicemail). Prompts of tenants stay whole.
 */
export function speakShortly({ paths }: PreparedInstance): void {
  const whole = join(paths.sounds, '..');
  const text = readFileSync(paths.conf, 'utf8');
  const said = text.replace(`astdatadir => ${whole}`, `astdatadir => ${shortData(whole)}`);
  if (said === text) throw new Error(`lab: ${paths.conf} does not say where its sounds are`);
  writeFileSync(paths.conf, said);
}

/** Asterisk's data folder once more, by links, with sounds of its own. Made once for each installation. */
function shortData(whole: string): string {
  const english = statSync(join(whole, 'sounds/en'));
  const dir = join(labDir(), `short-sounds-${SHORT}-${LONG}-${english.ino}-${Math.round(english.ctimeMs)}`);
  if (existsSync(dir)) return dir;
  const building = `${dir}.${process.pid}`;
  rmSync(building, { recursive: true, force: true });
  mkdirSync(building);
  for (const entry of readdirSync(whole))
    if (entry !== 'sounds') symlinkSync(join(whole, entry), join(building, entry));
  cut(join(whole, 'sounds/en'), join(building, 'sounds/en'));
  try {
    renameSync(building, dir);
  } catch {
    // Another process was quicker.
    rmSync(building, { recursive: true });
  }
  return dir;
}

function cut(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) cut(source, target);
    else if (entry.name.endsWith('.gsm')) {
      writeFileSync(target, readFileSync(source).subarray(0, keptBytes(source)));
      // Asterisk is somebody else.
      chmodSync(target, 0o644);
    }
  }
}
