export { playableSound, type PlayableSound } from './playable.ts';
export { wavOf } from './wav.ts';
