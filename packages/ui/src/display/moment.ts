import { t } from '../messages/t.ts';

const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayAndTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'medium' });

/** An ISO instant in the viewer's zone: the time when it was today, with the day otherwise. */
export function formatMoment(iso: string, now: Date = new Date()): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return at.toDateString() === now.toDateString() ? time.format(at) : dayAndTime.format(at);
}

export const formatMomentInFull = (iso: string): string => full.format(new Date(iso));

/** How long ago, in the largest unit that is still exact enough to act on. */
export function formatAgo(iso: string, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - new Date(iso).getTime()) / 1000));
  if (seconds < 3) return t('time.now');
  if (seconds < 60) return t('time.seconds', { n: seconds });
  if (seconds < 3600) return t('time.minutes', { n: Math.floor(seconds / 60) });
  if (seconds < 86_400) return t('time.hours', { n: Math.floor(seconds / 3600) });
  return t('time.days', { n: Math.floor(seconds / 86_400) });
}

/** 812 -> "812 ms", 1_400 -> "1.4 s". */
export const formatDuration = (ms: number): string =>
  ms < 1000 ? t('time.ms', { n: Math.round(ms) }) : t('time.s', { n: (ms / 1000).toFixed(1) });
