import { fail, ok, type Result } from '@synergycall/domain';
import type { AnyFailure } from '@synergycall/ui';

export interface Playing {
  readonly seconds: number;
  /** Seconds since it began. */
  readonly position: () => number;
  readonly stop: () => void;
}

/** One sound at a time: whoever begins another ends this one. */
let current: (() => void) | undefined;

/**
 * Plays a file as the machine knows how to. By Web Audio, which takes bytes: an address of a sound would have to be let
 * through the page's content security policy. `onEnd` once, however it ends.
 */
export async function playSound(file: ArrayBuffer, onEnd: () => void): Promise<Result<Playing, AnyFailure>> {
  const context = new AudioContext();
  try {
    const sound = await context.decodeAudioData(file);
    current?.();
    const source = context.createBufferSource();
    source.buffer = sound;
    source.connect(context.destination);
    let ended = false;
    const end = () => {
      if (ended) return;
      ended = true;
      if (current === end) current = undefined;
      source.stop();
      void context.close();
      onEnd();
    };
    current = end;
    source.onended = end;
    const begun = context.currentTime;
    source.start();
    return ok({ seconds: sound.duration, position: () => context.currentTime - begun, stop: end });
  } catch {
    void context.close();
    return fail({ code: 'prompt.not-a-sound', reason: 'damaged' });
  }
}
