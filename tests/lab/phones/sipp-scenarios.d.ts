/** sipp scenarios; from the samples that were tried with Asterisk 22.10.1. Fields of the CSV: user, authentication, number or expiry. */
export declare const REGISTER: string;
export declare const CALL: string;
