export { soundFiles, type SoundFiles } from './sound-files.ts';
