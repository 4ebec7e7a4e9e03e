import { ok, PRICE_FAMILY, type BoxId, type TenantId } from '@synergycall/domain';
import type { Ami } from '../../platform/ami/index.ts';
import { isNeverWritten, type AstdbEntry, type AstdbFile } from '../../platform/astdb/index.ts';
import type { AppDatabase, PlatformScope } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { turns } from '../../platform/turns/index.ts';
import { allPrices, hasPrices } from './price.store.ts';

/** Keeps the price lists in AstDB as PostgreSQL has them. They take effect at once: a guess is no route. */
export interface PriceKeeper {
  /** After what is under way; again by itself where it fails. */
  settle: () => Promise<void>;
  /** Is there a price for every number that this tenant may call? */
  covers: (tenantId: TenantId) => Promise<boolean>;
  close(): void;
}

export interface PriceKeeperOptions {
  readonly writer: Ami;
  readonly astdb: Pick<AstdbFile, 'read'>;
  readonly database: AppDatabase;
  readonly scope: PlatformScope;
  readonly boxId: BoxId;
  readonly log: Logger;
  readonly retryMs?: number;
}

export function priceKeeper(options: PriceKeeperOptions): PriceKeeper {
  const { writer, astdb, database, scope, boxId, log, retryMs = 10_000 } = options;
  const notYet = (error: unknown): void => {
    log.warn({ error }, 'price lists are not in Asterisk yet');
    settling.again();
  };

  const settle = (): Promise<void> =>
    settling.inTurn(async () => {
      if (settling.isClosed) return;
      const wanted = priceKeys(await database.read(scope, (tx) => allPrices(tx, boxId)));
      const found = astdb.read(PRICE_FAMILY);
      if (!found.ok && !isNeverWritten(found.error)) return notYet(found.error);
      const there = new Map((found.ok ? found.value : []).map((entry) => [pathOf(entry), entry]));
      const put = wanted.filter((entry) => there.get(pathOf(entry))?.value !== entry.value);
      const names = new Set(wanted.map(pathOf));
      const surplus = [...there].filter(([path]) => !names.has(path)).map(([, { family, key }]) => ({ family, key }));
      const written = put.length === 0 ? ok(undefined) : await writer.dbPutMany(put);
      if (!written.ok) return notYet(written.error);
      const removed = surplus.length === 0 ? ok(undefined) : await writer.dbDelMany(surplus);
      if (!removed.ok) notYet(removed.error);
    });
  const settling = turns({
    everything: settle,
    onFailure: (err) => log.error({ err }, 'price lists are not in Asterisk yet'),
    retryMs,
  });

  const unsubscribe = writer.onFullyBooted(() => void settle());
  return {
    settle,
    covers: (tenantId) => database.read(scope, (tx) => hasPrices(tx, { boxId, tenantId })),
    close() {
      settling.close();
      unsubscribe();
    },
  };
}

const pathOf = ({ family, key }: Pick<AstdbEntry, 'family' | 'key'>): string => `${family}/${key}`;

/** `sc/price/<list>` with a key for each prefix, `any`, and `lengths` of them, the longest first. Pure. */
export function priceKeys(
  prices: readonly { readonly list: string; readonly prefix: string; readonly micros: string }[],
): AstdbEntry[] {
  const lengths = new Map<string, Set<number>>();
  const keys = prices.map(({ list, prefix, micros }): AstdbEntry => {
    const known = lengths.get(list) ?? new Set();
    lengths.set(list, prefix === '' ? known : known.add(prefix.length));
    return { family: `${PRICE_FAMILY}/${list}`, key: prefix === '' ? 'any' : prefix, value: micros };
  });
  const spelled = [...lengths].flatMap(([list, all]): AstdbEntry[] => {
    const text = [...all].toSorted((a, b) => b - a).map((length) => String(length).padStart(2, '0'));
    return all.size === 0 ? [] : [{ family: `${PRICE_FAMILY}/${list}`, key: 'lengths', value: text.join('') }];
  });
  return [...keys, ...spelled];
}
