import { setImmediate as turn } from 'node:timers/promises';
import { fail, MOST_SOUND_SECONDS, ok, type Result, type SoundProblem } from '@synergycall/domain';
import { MPEGDecoder } from 'mpg123-decoder';
import type { Samples } from './wav.ts';

/** Does it begin as an MP3 file does: with an ID3 tag, or the head of a frame of MPEG layer 3? */
export function isMp3(file: Buffer): boolean {
  if (file.toString('latin1', 0, 3) === 'ID3') return true;
  return file[0] === 0xff && ((file[1] ?? 0) & 0xe6) === 0xe2;
}

/** Others have their turn in between. */
const AT_A_TIME = 32 * 1024;

/** A tag of a strange kind may stand at the end; the decoder writes a line to stderr for each. */
const MOST_WRONG = 5;

/** SECURITY: libmpg123 as WebAssembly: what a crafted file makes of it stays in its own memory, which is thrown away. */
export async function readMp3(file: Buffer): Promise<Result<Samples, SoundProblem>> {
  const decoder = new MPEGDecoder();
  try {
    await decoder.ready;
    const parts: Float32Array[] = [];
    let rate = 0;
    let count = 0;
    let wrong = 0;
    for (let at = 0; at < file.length; at += AT_A_TIME) {
      const { channelData, samplesDecoded, sampleRate, errors } = decoder.decode(file.subarray(at, at + AT_A_TIME));
      wrong += errors.length;
      if (wrong > MOST_WRONG) return fail('damaged');
      if (samplesDecoded > 0) {
        // One file has one rate; what changes it in between is none.
        if (rate !== 0 && rate !== sampleRate) return fail('damaged');
        rate = sampleRate;
        parts.push(mixed(channelData, samplesDecoded));
        count += samplesDecoded;
      }
      if (rate > 0 && count / rate > MOST_SOUND_SECONDS) return fail('too-long');
      await turn();
    }
    if (count === 0) return fail('damaged');
    const values = new Float32Array(count);
    let filled = 0;
    for (const part of parts) {
      values.set(part, filled);
      filled += part.length;
    }
    return ok({ rate, values });
  } catch {
    return fail('damaged');
  } finally {
    decoder.free();
  }
}

function mixed(channels: readonly Float32Array[], count: number): Float32Array {
  const values = new Float32Array(count);
  for (const channel of channels)
    for (let index = 0; index < count; index++)
      values[index] = (values[index] ?? 0) + (channel[index] ?? 0) / channels.length;
  return values;
}
