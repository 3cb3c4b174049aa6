import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Parameters } from '../../api/resource';
import { parametersOf, readRequest, type ListRequest, type ListShape } from './listRequest';

export interface ListControl {
  shape: ListShape;
  request: ListRequest;
  /** As the server takes it. Times in it are from when it was last changed. */
  parameters: Parameters;
  change: (changes: Partial<ListRequest>) => void;
}

type Address = Record<string, unknown>;

/** The address of a page with a list: what the list is asked for, and which row lies open over it. */
export const readListAddress =
  (shape: ListShape) =>
  (search: Address): ListRequest & { open?: string | undefined } => ({
    ...readRequest(shape, search),
    open: typeof search.open === 'string' ? search.open : undefined,
  });

/** Changes the address of whichever page this is; its type, which only the page knows, is checked as it is read. */
function useAddressChange() {
  const navigate = useNavigate();
  return (change: (current: Address) => Address, { replace }: { replace: boolean }) => void navigate({ to: '.', search: change as never, replace });
}

/** What the list of this page is asked for, kept in the page's address. */
export function useListRequest(shape: ListShape): ListControl {
  const search: Address = useSearch({ strict: false });
  const changeAddress = useAddressChange();
  const request = useMemo(() => readRequest(shape, search), [shape, search]);
  const parameters = useMemo(() => parametersOf(shape, request), [shape, request]);
  const change = (changes: Partial<ListRequest>) =>
    changeAddress((current) => ({ ...current, ...readRequest(shape, { ...current, ...changes }) }), { replace: true });
  return { shape, request, parameters, change };
}

/** Of a list that is always asked for the same, as one among others on a page. */
export const fixedRequest = (parameters: Parameters): ListControl => ({
  shape: { filters: [], sorts: [] },
  request: {},
  parameters,
  change: () => undefined,
});

export const NEW = 'new';

/** Which row lies open over the list, by its id, or `NEW`. It is in the address, so that a step back closes it. */
export function useOpenedRow() {
  const { open: opened }: Address = useSearch({ strict: false });
  const changeAddress = useAddressChange();
  return {
    opened: typeof opened === 'string' ? opened : null,
    open: (id: string) => changeAddress((current) => ({ ...current, open: id }), { replace: false }),
    close: () => changeAddress((current) => ({ ...current, open: undefined }), { replace: true }),
  };
}
