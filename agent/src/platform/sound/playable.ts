import { fail, MOST_SOUND_BYTES, MOST_SOUND_SECONDS, ok, type FailureOf, type Result } from '@synergycall/domain';
import { isMp3, readMp3 } from './mp3.ts';
import { resample } from './resample.ts';
import { isWav, readWav, wavOf } from './wav.ts';

/** What Asterisk plays to any phone without a doubt: WAV, 8 kHz, mono, 16 bit. */
export interface PlayableSound {
  readonly wav: Buffer;
  readonly seconds: number;
}
const RATE = 8_000;
type NoSound = FailureOf<'prompt.not-a-sound'>;

/**
 * Makes of an uploaded file (WAV, MP3; FR-034: 5 MB at most) what Asterisk plays. SECURITY: what comes out was made of
 * samples, so nothing of the file itself, whatever it calls itself, reaches the disk.
 */
export async function playableSound(file: Buffer): Promise<Result<PlayableSound, NoSound>> {
  const refused = (reason: NoSound['reason']): Result<never, NoSound> => fail({ code: 'prompt.not-a-sound', reason });
  if (file.length > MOST_SOUND_BYTES) return refused('too-large');
  if (file.length === 0) return refused('empty');
  const read = isWav(file) ? readWav(file) : isMp3(file) ? await readMp3(file) : fail('unknown' as const);
  if (!read.ok) return refused(read.error);
  const { rate, values } = read.value;
  if (values.length / rate > MOST_SOUND_SECONDS) return refused('too-long');
  const sound = await resample(read.value, RATE);
  return ok({ wav: wavOf(sound), seconds: Math.round((sound.values.length / RATE) * 1_000) / 1_000 });
}
