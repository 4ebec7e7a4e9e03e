import { setImmediate as turn } from 'node:timers/promises';
import type { Samples } from './wav.ts';

/** Zero crossings of the filter on each side: enough that nobody hears what is left above the new limit. */
const CROSSINGS = 12;
/** Others have their turn in between. */
const AT_A_TIME = 20_000;

/** The same sound at another rate, by a windowed sinc that takes away what the new rate can't hold. */
export async function resample({ rate, values }: Samples, to: number): Promise<Samples> {
  if (rate === to) return { rate, values };
  const step = rate / to;
  // Cut a little below half the lower of the two rates.
  const cut = Math.min(1, to / rate) * 0.92;
  const half = Math.ceil(CROSSINGS / cut);
  const made = new Float32Array(Math.max(1, Math.floor(values.length / step)));
  for (let index = 0; index < made.length; index++) {
    if (index % AT_A_TIME === 0) await turn();
    const centre = index * step;
    const first = Math.max(0, Math.ceil(centre - half));
    const last = Math.min(values.length - 1, Math.floor(centre + half));
    let sum = 0;
    let weights = 0;
    for (let at = first; at <= last; at++) {
      const distance = at - centre;
      const weight = sinc(distance * cut) * (0.5 + 0.5 * Math.cos((Math.PI * distance) / (half + 1)));
      sum += weight * (values[at] ?? 0);
      weights += weight;
    }
    made[index] = weights === 0 ? 0 : sum / weights;
  }
  return { rate: to, values: made };
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
