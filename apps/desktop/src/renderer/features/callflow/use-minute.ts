import { useEffect, useState } from 'react';

const EVERY = 15_000;

/** Now, in ms; whoever shows what the clock decides looks again in time. */
export function useMinute(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), EVERY);
    return () => clearInterval(timer);
  }, []);
  return now;
}
