import type { Bridge } from '../../bridge/contract.ts';

declare global {
  interface Window {
    readonly synergycall: Bridge;
  }
}

/** The one door to main. */
export const bridge = (): Bridge => window.synergycall;
