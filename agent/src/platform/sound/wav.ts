import { fail, ok, type Result, type SoundProblem } from '@synergycall/domain';

/** Samples between -1 and 1, all channels mixed into one. */
export interface Samples {
  readonly rate: number;
  readonly values: Float32Array;
}

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;
const HEADER = 44;

/** Does it begin as a WAV file does? */
export const isWav = (file: Buffer): boolean =>
  file.length >= 12 && file.toString('latin1', 0, 4) === 'RIFF' && file.toString('latin1', 8, 12) === 'WAVE';

/**
 * Reads a WAV file: PCM of 8, 16, 24 or 32 bit or 32-bit floats, 8 to 192 kHz, up to 8 channels. SECURITY: lengths in the file are
 * not believed; what would lie behind its end is not there.
 */
export function readWav(file: Buffer): Result<Samples, SoundProblem> {
  let format: { code: number; channels: number; rate: number; bits: number } | undefined;
  for (let at = 12; at + 8 <= file.length;) {
    const name = file.toString('latin1', at, at + 4);
    const size = file.readUInt32LE(at + 4);
    const body = file.subarray(at + 8, Math.min(file.length, at + 8 + size));
    if (name === 'fmt ' && body.length >= 16) {
      const code = body.readUInt16LE(0);
      format = {
        // Of the extensible kind the real one stands at the beginning of its id.
        code: code === EXTENSIBLE && body.length >= 26 ? body.readUInt16LE(24) : code,
        channels: body.readUInt16LE(2),
        rate: body.readUInt32LE(4),
        bits: body.readUInt16LE(14),
      };
    }
    if (name === 'data') return format ? mix(body, format) : fail('damaged');
    // Chunks begin at even places.
    at += 8 + size + (size % 2);
  }
  return fail('damaged');
}

function mix(
  data: Buffer,
  { code, channels, rate, bits }: { code: number; channels: number; rate: number; bits: number },
): Result<Samples, SoundProblem> {
  const read = readerOf(data, code, bits);
  if (!read) return fail('unknown');
  if (channels < 1 || channels > 8 || rate < 8_000 || rate > 192_000) return fail('unknown');
  const bytes = bits / 8;
  const count = Math.floor(data.length / (bytes * channels));
  if (count === 0) return fail('empty');
  const values = new Float32Array(count);
  for (let frame = 0; frame < count; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += read((frame * channels + channel) * bytes);
    const value = sum / channels;
    values[frame] = Number.isFinite(value) ? Math.max(-1, Math.min(1, value)) : 0;
  }
  return ok({ rate, values });
}

function readerOf(data: Buffer, code: number, bits: number): ((at: number) => number) | undefined {
  if (code === FLOAT && bits === 32) return (at) => data.readFloatLE(at);
  if (code !== PCM) return undefined;
  switch (bits) {
    case 8:
      return (at) => (data.readUInt8(at) - 128) / 128;
    case 16:
      return (at) => data.readInt16LE(at) / 0x8000;
    case 24:
      return (at) => data.readIntLE(at, 3) / 0x800000;
    case 32:
      return (at) => data.readInt32LE(at) / 0x80000000;
    default:
      return undefined;
  }
}

/** A mono 16-bit WAV file. */
export function wavOf({ rate, values }: Samples): Buffer {
  const wav = Buffer.alloc(HEADER + values.length * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(HEADER - 8 + values.length * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(PCM, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(values.length * 2, 40);
  for (const [index, value] of values.entries())
    wav.writeInt16LE(Math.max(-0x8000, Math.min(0x7fff, Math.round(value * 0x8000))), HEADER + index * 2);
  return wav;
}
