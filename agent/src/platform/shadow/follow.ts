import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';

const CHUNK_BYTES = 1024 ** 2;

/** Reads a file on as it grows, a megabyte at a time; undefined: it is not there yet. */
export function followFile(path: string): () => Promise<string | undefined> {
  const decoder = new StringDecoder('utf8');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let position = 0;
  return async () => {
    const file = await open(path, 'r').catch(() => undefined);
    if (!file) return undefined;
    try {
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, position);
      position += bytesRead;
      return decoder.write(chunk.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  };
}
