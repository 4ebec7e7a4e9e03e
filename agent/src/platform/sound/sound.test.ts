import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { playableSound } from './playable.ts';
import { wavOf } from './wav.ts';

const RATES = [8_000, 11_025, 16_000, 44_100, 48_000];
const tone = (hertz: number, rate: number, seconds = 1) => ({
  rate,
  values: Float32Array.from({ length: rate * seconds }, (_, n) => 0.5 * Math.sin((2 * Math.PI * hertz * n) / rate)),
});
/** Share of the energy at this frequency, of a WAV file at 8 kHz. */
function shareOf(hertz: number, wav: Buffer): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / 8_000);
  let [energy, last, before] = [0, 0, 0];
  const count = (wav.length - 44) / 2;
  for (let n = 0; n < count; n++) {
    const sample = wav.readInt16LE(44 + n * 2) / 0x8000;
    [last, before] = [sample + coefficient * last - before, last];
    energy += sample * sample;
  }
  return (2 * (last * last + before * before - coefficient * last * before)) / (count * energy);
}
const loudness = (wav: Buffer): number => {
  let sum = 0;
  for (let at = 44; at < wav.length; at += 2) sum += (wav.readInt16LE(at) / 0x8000) ** 2;
  return Math.sqrt(sum / ((wav.length - 44) / 2));
};
const made = async (file: Buffer) => {
  const found = await playableSound(file);
  if (!found.ok) throw new Error(found.error.reason);
  return found.value;
};
/** A second of 700 Hz at 22.05 kHz, mono. */
const mp3 = readFileSync(join(import.meta.dirname, 'tone.sample.mp3'));
const why = async (file: Buffer) => {
  const found = await playableSound(file);
  return found.ok ? 'a sound' : found.error.reason;
};
/** The same samples in another form. */
function wavAs(format: { code: number; bits: number; channels: number }, values: Float32Array): Buffer {
  const { code, bits, channels } = format;
  const bytes = bits / 8;
  const data = Buffer.alloc(values.length * channels * bytes);
  for (const [frame, value] of values.entries())
    for (let channel = 0; channel < channels; channel++) {
      const at = (frame * channels + channel) * bytes;
      if (code === 3) data.writeFloatLE(value, at);
      else if (bits === 8) data.writeUInt8(Math.round(value * 127) + 128, at);
      else data.writeIntLE(Math.round(value * (2 ** (bits - 1) - 1)), at, bytes);
    }
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(code, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(8_000 * bytes * channels, 28);
  head.writeUInt16LE(bytes * channels, 32);
  head.writeUInt16LE(bits, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

describe('an uploaded file (FR-034)', () => {
  test.each(RATES)('at %i Hz becomes the same sound at 8 kHz', async (rate) => {
    const { wav, seconds } = await made(wavOf(tone(700, rate)));
    expect(seconds).toBeCloseTo(1, 2);
    expect(wav.readUInt32LE(24)).toBe(8_000);
    expect(shareOf(700, wav)).toBeGreaterThan(0.98);
    expect(loudness(wav)).toBeCloseTo(0.5 / Math.SQRT2, 1);
  });
  test('may be an MP3 file, whatever it is called', async () => {
    const { wav, seconds } = await made(mp3);
    expect(seconds).toBeCloseTo(1, 0);
    expect(shareOf(700, wav)).toBeGreaterThan(0.9);
  });
  test('loses what a telephone can’t carry, instead of turning it into another tone', async () => {
    const { wav } = await made(wavOf(tone(6_000, 44_100)));
    expect(loudness(wav)).toBeLessThan(0.01);
  });
  test.each([
    { code: 1, bits: 8, channels: 1 },
    { code: 1, bits: 16, channels: 2 },
    { code: 1, bits: 24, channels: 1 },
    { code: 1, bits: 32, channels: 2 },
    { code: 3, bits: 32, channels: 2 },
  ])('may be of %j', async (format) => {
    const { wav } = await made(wavAs(format, tone(500, 8_000).values));
    expect(shareOf(500, wav)).toBeGreaterThan(0.98);
  });
  test('may say a wrong length of itself: what is there counts', async () => {
    const cut = wavOf(tone(500, 8_000, 2)).subarray(0, 44 + 16_000);
    expect((await made(cut)).seconds).toBe(1);
  });
});

describe('what is no sound is refused', () => {
  test.each([
    ['nothing', Buffer.alloc(0), 'empty'],
    ['a text', Buffer.from('#!/bin/sh\nid\n'), 'unknown'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'unknown'],
    ['a text that says it is MP3', Buffer.from('ID3 #!/bin/sh\nid\n'), 'damaged'],
    ['noise that begins as MP3 does', Buffer.concat([mp3.subarray(0, 4), Buffer.alloc(50_000, 0x5a)]), 'damaged'],
    ['a WAV file without its sound', wavOf(tone(500, 8_000)).subarray(0, 36), 'damaged'],
    ['a WAV file with no samples', wavOf({ rate: 8_000, values: new Float32Array(0) }), 'empty'],
    [
      'a WAV file in a form that nobody plays',
      wavAs({ code: 17, bits: 8, channels: 1 }, new Float32Array(9)),
      'unknown',
    ],
    ['more than 5 MB', Buffer.alloc(5 * 1024 * 1024 + 1), 'too-large'],
    ['eleven minutes', wavAs({ code: 1, bits: 8, channels: 1 }, new Float32Array(8_000 * 601)), 'too-long'],
  ])('%s', async (_, file, reason) => expect(await why(file)).toBe(reason));
  test('a file whose every chunk lies about its size', async () => {
    const file = wavOf(tone(500, 8_000));
    file.writeUInt32LE(0xffffffff, 16);
    expect(await why(file)).toBe('damaged');
  });
});
