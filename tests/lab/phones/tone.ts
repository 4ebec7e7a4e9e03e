import { readdirSync, statSync, openSync, readSync, closeSync } from 'node:fs';
import { join } from 'node:path';

const RATE = 8000;
const WAV_HEADER = 44;

/** A mono 16-bit 8 kHz WAV of a sine, at a quarter of full scale so that G.711 keeps it clean. */
export function toneWav(hertz: number, seconds: number): Buffer {
  const samples = RATE * seconds;
  const wav = Buffer.alloc(WAV_HEADER + samples * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(RATE * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples * 2, 40);
  for (let i = 0; i < samples; i += 1)
    wav.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * hertz * i) / RATE)), WAV_HEADER + i * 2);
  return wav;
}

/** Share of the signal's energy (0..1) at this frequency: Goertzel against the total. Silence gives 0. */
export function shareOfTone(samples: Int16Array, hertz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / RATE);
  let energy = 0;
  let last = 0;
  let beforeLast = 0;
  for (const sample of samples) {
    const now = sample + coefficient * last - beforeLast;
    beforeLast = last;
    last = now;
    energy += sample * sample;
  }
  // Below an RMS of 100 (of 32767) there is nothing to hear, only comfort noise and rounding.
  if (energy < samples.length * 100 * 100) return 0;
  const power = last * last + beforeLast * beforeLast - coefficient * last * beforeLast;
  return (2 * power) / (samples.length * energy);
}

/** The newest recording of what a phone heard: its path and size in bytes. */
export function newestRecording(folder: string): { path: string; bytes: number } | undefined {
  return readdirSync(folder)
    .filter((name) => name.endsWith('-dec.wav'))
    .map((name) => join(folder, name))
    .map((path) => ({ path, stat: statSync(path) }))
    .sort((a, b) => b.stat.mtimeMs - a.stat.mtimeMs || b.path.localeCompare(a.path))
    .map(({ path, stat }) => ({ path, bytes: stat.size }))[0];
}

/** The last `ms` of a recording that may still be growing (its header's length is ignored for that reason). */
export function lastSamples(path: string, ms: number): Int16Array {
  const wanted = Math.floor((RATE * ms) / 1000) * 2;
  const size = statSync(path).size;
  const from = Math.max(WAV_HEADER, size - wanted - (size % 2));
  const bytes = Buffer.alloc(Math.max(0, size - (size % 2) - from));
  const file = openSync(path, 'r');
  try {
    readSync(file, bytes, 0, bytes.length, from);
  } finally {
    closeSync(file);
  }
  return Int16Array.from({ length: bytes.length >> 1 }, (_, i) => bytes.readInt16LE(i * 2));
}
