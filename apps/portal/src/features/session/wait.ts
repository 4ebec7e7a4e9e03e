import { t } from '@synergycall/ui';

/** 840_000 -> "14 minutes", 42_000 -> "42 seconds": what is left of a wait, never zero. */
export const waitText = (ms: number): string =>
  ms < 90_000
    ? t('wait.seconds', { n: Math.max(1, Math.ceil(ms / 1000)) })
    : t('wait.minutes', { n: Math.ceil(ms / 60_000) });
