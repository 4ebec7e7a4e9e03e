import type { DidView } from '@synergycall/domain';
import { formatNumber, type Selection } from '@synergycall/ui';
import { useState } from 'react';

/** As many as one call takes. */
export const MOST_AT_ONCE = 1000;

/** The chosen numbers, also those that a search has scrolled out of sight; as they are now where the list has them. */
export function useSelection(rows: readonly DidView[]) {
  const [chosen, setChosen] = useState<ReadonlyMap<string, DidView>>(new Map());
  const here = new Map(rows.map((row) => [row.id as string, row]));
  const selection: Selection<DidView> = {
    keys: new Set(chosen.keys()),
    nameOf: (row) => formatNumber(row.number),
    onChange: (changed, isChosen) => {
      const next = new Map(chosen);
      for (const row of changed) {
        if (isChosen) next.set(row.id, row);
        else next.delete(row.id);
      }
      setChosen(next);
    },
  };
  return {
    selection,
    chosen: [...chosen.values()].map((row) => here.get(row.id) ?? row),
    clear: () => setChosen(new Map()),
  };
}
