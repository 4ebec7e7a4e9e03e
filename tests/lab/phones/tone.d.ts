/** A mono 16-bit 8 kHz WAV of a sine, at a quarter of full scale so that G.711 keeps it clean. */
export declare function toneWav(hertz: number, seconds: number): Buffer;
/** Share of the signal's energy (0..1) at this frequency: Goertzel against the total. Silence gives 0. */
export declare function shareOfTone(samples: Int16Array, hertz: number): number;
/** The newest recording of what a phone heard: its path and size in bytes. */
export declare function newestRecording(folder: string): {
    path: string;
    bytes: number;
} | undefined;
/** The last `ms` of a recording that may still be growing (its header's length is ignored for that reason). */
export declare function lastSamples(path: string, ms: number): Int16Array;
