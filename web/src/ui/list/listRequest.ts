import type { Parameters } from '../../api/resource';
import { wordsOf } from '../../lib/address';

export interface FilterChoice {
  value: string;
  label: string;
  /** What the server is asked for, where that is not the filter's name with this value. `now` is in milliseconds. */
  parameters?: Parameters | ((now: number) => Parameters);
}

export interface Filter {
  /** In the page's address, and of the server's filter unless a choice says otherwise. */
  name: string;
  label: string;
  /** The first one holds where nobody has chosen; with an empty value it asks for nothing. */
  choices: [FilterChoice, ...FilterChoice[]];
}

/** One that takes what no list of choices has: a person, a day. Its page shows what it is chosen with. */
export interface OpenFilter {
  /** In the page's address. */
  name: string;
  /** What an address says there, where it makes sense. */
  read: (value: unknown) => string | undefined;
  /** What the server is asked for. */
  parameters: (value: string) => Parameters;
  /** Where it counts; where it does not, it leaves the address. */
  when?: (request: ListRequest) => boolean;
}

export interface SortChoice {
  /** As the server takes it: a field, with a `-` before it for the other way round. */
  value: string;
  label: string;
}

/** What a list can be asked for. */
export interface ListShape {
  /** What stands in the field of the search; absent where nothing can be searched. */
  search?: string;
  filters: Filter[];
  open?: OpenFilter[];
  /** The first one holds where nobody has chosen. */
  sorts: SortChoice[];
}

/** What a list was asked for. It stands in the page's address, so that it can be kept and gone back to. */
export interface ListRequest {
  q?: string | undefined;
  sort?: string | undefined;
  [filter: string]: string | undefined;
}

const LONGEST = 200;

/** Reads an address that anybody may have written. What is left out is said outright, or it would stay in the address. */
export function readRequest(shape: ListShape, search: Record<string, unknown>): ListRequest {
  const words = wordsOf(search.q).slice(0, LONGEST);
  const request: ListRequest = { q: (shape.search && words) || undefined, sort: known(shape.sorts, search.sort) };
  for (const { name, choices } of shape.filters) request[name] = known(choices, search[name]);
  for (const { name, read, when } of shape.open ?? []) request[name] = (when?.(request) ?? true) ? read(search[name]) : undefined;
  return request;
}

/** A choice that is not the first one, which needs no saying. */
function known(choices: readonly { value: string }[], value: unknown): string | undefined {
  return choices.slice(1).find((choice) => choice.value === value)?.value;
}

export function parametersOf(shape: ListShape, request: ListRequest, now = Date.now()): Parameters {
  const parameters: Parameters = {};
  if (request.q?.trim()) parameters.q = request.q.trim();
  const sort = request.sort ?? shape.sorts[0]?.value;
  if (sort) parameters.sort = sort;
  for (const { name, choices } of shape.filters) {
    const choice = choices.find(({ value }) => value === request[name]) ?? choices[0];
    const asked = choice.parameters ?? (choice.value === '' ? {} : { [name]: choice.value });
    Object.assign(parameters, typeof asked === 'function' ? asked(now) : asked);
  }
  for (const { name, parameters: asked } of shape.open ?? []) {
    const value = request[name];
    if (value !== undefined) Object.assign(parameters, asked(value));
  }
  return parameters;
}

/** Whether it leaves anything out that the list shows to those who ask for nothing. */
export function isNarrowed(shape: ListShape, request: ListRequest): boolean {
  return Boolean(request.q?.trim()) || filtersIn(shape, request) > 0;
}

/** How many of its filters are not as they stand by themselves. */
export function filtersIn({ filters, open = [] }: ListShape, request: ListRequest): number {
  return [...filters, ...open].filter(({ name }) => request[name] !== undefined).length;
}

/** The same without any search or filter. */
export function widened({ filters, open = [] }: ListShape): ListRequest {
  return Object.fromEntries(['q', ...[...filters, ...open].map(({ name }) => name)].map((name) => [name, undefined]));
}

/** The order that a click on a column's head asks for: the other way round if the list stands in it already. */
export function nextSort({ sorts }: ListShape, request: ListRequest, field: string): string | undefined {
  const current = request.sort ?? sorts[0]?.value;
  const offered = sorts.map(({ value }) => value).filter((value) => value.replace('-', '') === field);
  return offered.find((value) => value !== current) ?? offered[0];
}

/** How a list stands by that field, in the words of `aria-sort`. */
export function directionOf({ sorts }: ListShape, request: ListRequest, field: string): 'ascending' | 'descending' | undefined {
  const current = request.sort ?? sorts[0]?.value;
  if (current === field) return 'ascending';
  return current === `-${field}` ? 'descending' : undefined;
}
