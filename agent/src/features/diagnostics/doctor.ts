import type { DoctorCheck, DoctorView } from '@synergycall/domain';

/** What one look found. */
export type Found = Pick<DoctorCheck, 'state' | 'detail' | 'remedy'>;
/** May throw or hang: that is found, too. */
export type Look = () => Promise<Found>;
export type Looks = Readonly<Record<DoctorCheck['name'], Look>>;
export type Doctor = () => Promise<DoctorView>;

/**
 * Looks at everything side by side; one that hangs is told as not checked. Never rejects. Who asks while it looks gets
 * the same answer: it boots an Asterisk.
 */
export function doctor(
  looks: Looks,
  { version, timeoutMs = 3_000, now = () => new Date() }: { version: string; timeoutMs?: number; now?: () => Date },
): Doctor {
  let underWay: Promise<DoctorView> | undefined;
  const look = async (): Promise<DoctorView> => {
    const names = Object.keys(looks) as DoctorCheck['name'][];
    const checks = await Promise.all(
      names.map(async (name): Promise<DoctorCheck> => ({ name, ...(await within(timeoutMs, looks[name])) })),
    );
    return { at: now().toISOString(), version, checks };
  };
  return () => (underWay ??= look().finally(() => (underWay = undefined)));
}

async function within(timeoutMs: number, look: Look): Promise<Found> {
  const { promise: late, resolve } = Promise.withResolvers<Found>();
  const timer = setTimeout(
    () => resolve({ state: 'not-checked', detail: `no answer in ${timeoutMs} ms`, remedy: 'Ask again.' }),
    timeoutMs,
  );
  try {
    return await Promise.race([look(), late]);
  } catch (error) {
    // SECURITY: an error's text may hold a connection string, so only its kind is shown.
    return {
      state: 'not-checked',
      detail: error instanceof Error ? error.name : 'failed',
      remedy: 'Look into the agent’s log.',
    };
  } finally {
    clearTimeout(timer);
  }
}
