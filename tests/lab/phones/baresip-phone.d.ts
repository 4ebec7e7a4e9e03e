import type { Phone, PhoneOptions } from './types.ts';
/** A phone made of one baresip 1.0.0 process. */
export declare function baresipPhone(options: PhoneOptions): Promise<Phone>;
