import { useState } from 'react';

export interface Selection<Item> {
  /** Whether rows are being chosen, rather than opened. */
  isOn: boolean;
  chosen: Item[];
  has: (item: Item) => boolean;
  toggle: (item: Item) => void;
  setAll: (isChosen: boolean) => void;
  begin: () => void;
  end: () => void;
}

/** Which of these rows somebody has chosen. What is no longer among them is not chosen either. */
export function useSelection<Item extends { id: string }>(items: readonly Item[]): Selection<Item> {
  const [ids, setIds] = useState<ReadonlySet<string> | null>(null);
  const chosen = items.filter((item) => ids?.has(item.id));
  return {
    isOn: ids !== null,
    chosen,
    has: (item) => ids?.has(item.id) ?? false,
    toggle: ({ id }) => setIds((current) => new Set(current?.has(id) ? [...current].filter((other) => other !== id) : [...(current ?? []), id])),
    setAll: (isChosen) => setIds(new Set(isChosen ? items.map(({ id }) => id) : [])),
    begin: () => setIds(new Set()),
    end: () => setIds(null),
  };
}
