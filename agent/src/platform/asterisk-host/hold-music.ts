/**
 * A quiet, slowly breathing chord (8 kHz, mono, 16 bit WAV, 12 s, loops without a click): Debian ships no
 * music on hold, and silence makes callers hang up. Pure and always the same; about 190 kB.
 */
export function holdMusic(): Buffer {
  const rate = 8_000;
  const seconds = 12;
  const samples = Buffer.alloc(rate * seconds * 2);
  // A major ninth; whole numbers of periods in 12 s, so the end meets the beginning.
  const tones = [220, 277.25, 330, 415.25];
  for (let index = 0; index < rate * seconds; index += 1) {
    const time = index / rate;
    const sum = tones.reduce((total, tone, voice) => {
      const breath = 0.5 - 0.5 * Math.cos((2 * Math.PI * (voice + 1) * time) / seconds);
      return total + breath * Math.sin(2 * Math.PI * tone * time);
    }, 0);
    samples.writeInt16LE(Math.round((sum / tones.length) * 6_000), index * 2);
  }
  return Buffer.concat([wavHeader(rate, samples.length), samples]);
}

function wavHeader(rate: number, bytes: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + bytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(bytes, 40);
  return header;
}
