import { t } from '@synergycall/ui';

/** "0:12", "1:05": whole seconds; what is shorter than one counts as one. The portal has the same rule. */
export function lengthText(seconds: number): string {
  const whole = seconds > 0 && seconds < 1 ? 1 : Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

const KIB = 1024;
/** "96 kB", "1.2 MB" */
export const sizeText = (bytes: number): string =>
  bytes < KIB * KIB
    ? t('prompt.size.kb', { n: Math.max(1, Math.round(bytes / KIB)) })
    : t('prompt.size.mb', { n: (bytes / KIB / KIB).toFixed(1) });

const MOST = 80;
/** What a recording is called at first: as its file, without the ending. */
export function nameOfFile(fileName: string): string {
  const bare = fileName.replace(/\.[A-Za-z0-9]{1,5}$/, '').replaceAll('_', ' ');
  return Array.from(bare.trim()).slice(0, MOST).join('').trim();
}
