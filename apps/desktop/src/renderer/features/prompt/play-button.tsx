import { Button } from '@mantine/core';
import type { Result } from '@synergycall/domain';
import { lengthText, t, toastFailure, type AnyFailure } from '@synergycall/ui';
import { IconPlayerPlayFilled, IconPlayerStopFilled } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { playSound, type Playing } from './sound-player.ts';

type State = { tag: 'silent' } | { tag: 'fetching' } | { tag: 'playing'; sound: Playing };

/** Plays a sound and stops it; says how far it is. */
export function PlayButton(props: {
  /** What is heard, for screen readers. */
  name: string;
  /** How long it lasts, where that is known before. */
  seconds?: number;
  load: () => Promise<Result<ArrayBuffer, AnyFailure>>;
}) {
  const [state, setState] = useState<State>({ tag: 'silent' });
  const sound = useRef<Playing>(undefined);
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
      sound.current?.stop();
    };
  }, []);
  const play = async () => {
    setState({ tag: 'fetching' });
    const file = await props.load();
    const begun = file.ok
      ? await playSound(file.value, () => {
          sound.current = undefined;
          if (isHere.current) setState({ tag: 'silent' });
        })
      : file;
    if (!begun.ok) {
      if (isHere.current) setState({ tag: 'silent' });
      return toastFailure(begun.error);
    }
    // Left while it was fetched: nobody is there to stop it.
    if (!isHere.current) return begun.value.stop();
    sound.current = begun.value;
    setState({ tag: 'playing', sound: begun.value });
  };
  const isPlaying = state.tag === 'playing';
  return (
    <Button
      variant="default"
      size="xs"
      loading={state.tag === 'fetching'}
      leftSection={isPlaying ? <IconPlayerStopFilled size={13} /> : <IconPlayerPlayFilled size={13} />}
      onClick={() => (isPlaying ? state.sound.stop() : void play())}
    >
      <span className="sc-visually-hidden">
        {t(isPlaying ? 'prompt.stopNamed' : 'prompt.hearNamed', { name: props.name })}
      </span>
      <span aria-hidden>
        {isPlaying ? (
          <Position sound={state.sound} />
        ) : props.seconds === undefined ? (
          t('prompt.hear')
        ) : (
          t('prompt.hear.long', { length: lengthText(props.seconds) })
        )}
      </span>
    </Button>
  );
}

const EVERY = 200;

/** "0:03 / 0:12" */
function Position({ sound }: { sound: Playing }) {
  const [at, setAt] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setAt(sound.position()), EVERY);
    return () => clearInterval(timer);
  }, [sound]);
  return (
    <span className="d-play-position">
      {t('prompt.position', { at: lengthText(at), of: lengthText(sound.seconds) })}
    </span>
  );
}
