import { t } from '@synergycall/ui';

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
