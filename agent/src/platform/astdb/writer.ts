import { fail, ok } from '@synergycall/domain';
import type { Ami } from '../ami/index.ts';
import { invalidEntry, invalidKey } from './rules.ts';
import type { AstdbFile, AstdbWriter } from './types.ts';

/** Writes through AMI. A bad entry is found before the first one is sent; a failure midway leaves what was sent. */
export function astdbWriter(ami: Ami, file: AstdbFile): AstdbWriter {
  const writer: AstdbWriter = {
    async putAll(entries) {
      for (const entry of entries) {
        const invalid = invalidEntry(entry);
        if (invalid) return fail(invalid);
      }
      const put = await ami.dbPutMany(entries);
      return put.ok ? ok({ written: put.value }) : put;
    },
    async putDurably(entries, timeoutMs) {
      const put = await writer.putAll(entries);
      return put.ok ? file.waitDurable(entries, timeoutMs) : put;
    },
    async delete(keys) {
      for (const key of keys) {
        const invalid = invalidKey(key);
        if (invalid) return fail(invalid);
      }
      for (const key of keys) {
        const deleted = await ami.dbDel(key);
        if (!deleted.ok) return deleted;
      }
      return ok(undefined);
    },
    async deleteTree(family, key) {
      const invalid = invalidKey({ family, key: key ?? 'x' });
      return invalid ? fail(invalid) : ami.dbDelTree(family, key);
    },
  };
  return writer;
}
