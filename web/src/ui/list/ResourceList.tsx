import { Button, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useFocusAmongRows } from '../../lib/focus';
import { useHiddenRows } from '../../lib/hiddenRows';
import { useInView } from '../../lib/useInView';
import type { BulkAction, RowLook } from './columns';
import { isNarrowed, widened } from './listRequest';
import { ListEmpty, ListFailed, ListLoading, type Emptiness } from './ListStates';
import { ListTools } from './ListTools';
import { ResourceCards } from './ResourceCards';
import classes from './ResourceList.module.css';
import { ResourceTable } from './ResourceTable';
import { SelectionBar } from './SelectionBar';
import type { ListControl } from './useListRequest';
import { useSelection } from './useSelection';

const NARROW = '(max-width: 48em)';

/** Where the rows come from; what `useInfiniteQuery` gives, or less. */
export interface ListSource<Item> {
  items: readonly Item[] | undefined;
  error: unknown;
  isPlaceholderData?: boolean;
  hasNextPage?: boolean;
  isFetching?: boolean;
  isFetchNextPageError?: boolean;
  refetch: () => unknown;
  fetchNextPage?: () => unknown;
}

interface ResourceListProps<Item> {
  label: string;
  source: ListSource<Item>;
  control: ListControl;
  look: RowLook<Item>;
  /** Without any, rows cannot be chosen. */
  bulk?: BulkAction<Item>[];
  empty: Emptiness;
  /** What open filters of the list are chosen with. */
  filters?: ReactNode;
}

function Next<Item>({ source }: { source: ListSource<Item> }) {
  // While the list is loaded anew it would break that off, and what has changed would not be seen.
  const load = () => {
    if (!source.isFetching) source.fetchNextPage?.();
  };
  // By itself where it is scrolled to, but not again and again where it fails.
  const ref = useInView(() => {
    if (!source.isFetchNextPageError) load();
  });
  return (
    <div className={classes.next} ref={ref}>
      {source.isFetchNextPageError && <span>The rest could not be loaded.</span>}
      <Button size="xs" variant="default" loading={source.isFetching ?? false} onClick={load}>
        {source.isFetchNextPageError ? 'Try again' : 'Show more'}
      </Button>
    </div>
  );
}

/** A list of one resource: searched, filtered, sorted, loaded as it is scrolled; a table on a desk, cards on a phone. */
export function ResourceList<Item extends { id: string }>({ label, source, control, look, bulk = [], empty, filters }: ResourceListProps<Item>) {
  const focus = useFocusAmongRows();
  const hidden = useHiddenRows();
  const isNarrow = useMediaQuery(NARROW, matchMedia(NARROW).matches);
  const items = (source.items ?? []).filter(({ id }) => !hidden.has(id));
  const selection = useSelection(items);
  const { shape, request, change } = control;
  const narrowed = isNarrowed(shape, request);
  const clear = () => change(widened(shape));
  const canAsk = Boolean(shape.search) || shape.filters.length > 0 || shape.sorts.length > 0 || bulk.length > 0;
  const hasTools = (canAsk && (narrowed || items.length > 0)) || filters !== undefined || shape.filters.some(({ choices }) => choices[0].value !== '');
  const isEmpty = source.items !== undefined && items.length === 0 && !source.hasNextPage;
  const rows = { label, items, look, selection };
  return (
    <div className={classes.list} aria-busy={source.isPlaceholderData || undefined}>
      {selection.isOn ? (
        <SelectionBar count={items.length} selection={selection} actions={bulk} />
      ) : (
        hasTools && <ListTools control={control} more={filters} onSelect={bulk.length > 0 && items.length > 0 ? selection.begin : undefined} />
      )}
      <VisuallyHidden role="status" aria-live="polite">
        {source.items && `${items.length}${source.hasNextPage ? ' or more' : ''} in this list`}
      </VisuallyHidden>
      {source.items === undefined && (source.error ? <ListFailed error={source.error} onRetry={() => void source.refetch()} /> : <ListLoading />)}
      {isEmpty &&
        (narrowed ? (
          <ListEmpty
            title="Nothing fits"
            detail="The search or the filters may be too narrow."
            action={
              <Button size="xs" variant="default" onClick={clear}>
                Show all again
              </Button>
            }
          />
        ) : (
          <ListEmpty {...empty} />
        ))}
      {items.length > 0 && (
        <div className={classes.rows} {...focus}>
          {isNarrow ? <ResourceCards {...rows} /> : <ResourceTable {...rows} control={control} />}
        </div>
      )}
      {/* A new element per page, and when the list was loaded anew meanwhile, so that one still in view is reported again. */}
      {source.hasNextPage && <Next key={`${source.items?.length} ${source.isFetching}`} source={source} />}
    </div>
  );
}
