export interface Option {
  value: string;
  label: string;
}

interface Common<Name extends string> {
  /** As the server calls it; `hours.from` is the `from` of the object `hours`, which is null where nothing of it is filled in. */
  name: Name;
  label: string;
  description?: string | undefined;
  /** Beside another one, where there is room. */
  isHalf?: boolean;
  /** Shown on request only. */
  isMore?: boolean;
  /** What to say where it is left empty; absent where it may be. */
  required?: string;
}

/** One field of a form, named like the server's. */
export type Field<Name extends string = string> = Common<Name> &
  (
    | { kind: 'text'; longest: number; placeholder?: string | undefined; isCode?: boolean }
    | { kind: 'long'; longest: number; placeholder?: string }
    | { kind: 'choice'; options: Option[]; none?: string; isSearchable?: boolean }
    | { kind: 'choices'; options: Option[] }
    /** Of a name and perhaps a value; written as one, with a colon between. */
    | { kind: 'tags' }
    | { kind: 'number'; least?: number; most?: number; unit?: string; decimals?: number; placeholder?: string }
    /** The server takes it and never gives it back: nothing leaves what is stored, false takes it away. */
    | { kind: 'secret'; isStored: boolean }
    | { kind: 'share' }
    | { kind: 'flag' }
    | { kind: 'moment' }
    | { kind: 'clock' }
  );

/** A field of these values, or of an object in them. */
export type FieldName<Values> = {
  [Name in keyof Values & string]: Name | (NonNullable<Values[Name]> extends readonly unknown[] | string | number | boolean ? never : `${Name}.${keyof NonNullable<Values[Name]> & string}`);
}[keyof Values & string];

/** What stands in a field while somebody fills it in: nothing is `''`. */
export type Draft = string | number | boolean | string[];
export type Drafts = Record<string, Draft>;

/** What fields say may depend on what stands in them; which there are, and of which kind, does not. */
export type Fields = readonly Field[] | ((drafts: Drafts) => readonly Field[]);

export const fieldsFor = (fields: Fields, drafts: Drafts) => (typeof fields === 'function' ? fields(drafts) : fields);

interface Tag {
  name: string;
  value: string | null;
}

const tagWords = ({ name, value }: Tag) => (value === null ? name : `${name}: ${value}`);

function readTag(words: string): Tag {
  const [name = '', ...value] = words.split(':');
  return { name: name.trim(), value: value.join(':').trim() || null };
}

const two = (number: number) => String(number).padStart(2, '0');

/** A moment as `datetime-local` takes it: in this browser's time zone, to the minute. */
function localMoment(timestamp: string): string {
  const moment = new Date(timestamp);
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

export function draftOf({ kind }: Pick<Field, 'kind'>, value: unknown): Draft {
  switch (kind) {
    case 'flag':
      return value === true;
    case 'choices':
      return Array.isArray(value) ? value.map(String) : [];
    case 'tags':
      return Array.isArray(value) ? (value as Tag[]).map(tagWords) : [];
    case 'number':
    case 'share':
      return typeof value === 'number' ? value : '';
    case 'moment':
      return typeof value === 'string' ? localMoment(value) : '';
    case 'clock':
      return typeof value === 'string' ? value.slice(0, 5) : '';
    case 'secret':
      return '';
    default:
      return typeof value === 'string' ? value : '';
  }
}

/** As the server takes it; null for nothing. */
export function valueOf({ kind }: Pick<Field, 'kind'>, draft: Draft): unknown {
  if (kind === 'tags' && Array.isArray(draft)) return draft.map(readTag);
  if (kind === 'secret' && draft === false) return null;
  if (typeof draft !== 'string') return draft;
  const text = kind === 'long' ? draft.trimEnd() : draft.trim();
  if (text === '') return null;
  return kind === 'moment' ? new Date(text).toISOString() : text;
}

function valueAt(values: object, path: string): unknown {
  return path.split('.').reduce<unknown>((value, part) => (typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === part)?.[1] : undefined), values);
}

const groupOf = (name: string) => name.split('.', 1)[0] ?? name;

/** What a field with its group stands for: its value, or the object of all that is filled in of the group. */
function groupValue(fields: readonly Field[], drafts: Drafts, group: string): unknown {
  const members = fields.filter(({ name }) => groupOf(name) === group);
  const values = members.map((field) => [field.name.slice(group.length + 1), valueOf(field, drafts[field.name] ?? '')] as const);
  const [only] = values;
  if (only?.[0] === '') return only[1];
  const given = values.filter(([, value]) => value !== null);
  return given.length === 0 ? null : Object.fromEntries(given);
}

function groupValues(all: readonly Field[], fields: readonly Field[], drafts: Drafts): [string, unknown][] {
  return [...new Set(fields.map(({ name }) => groupOf(name)))].map((group) => [group, groupValue(all, drafts, group)]);
}

export function draftsOf(fields: readonly Field[], values: object): Drafts {
  return Object.fromEntries(fields.map((field) => [field.name, draftOf(field, valueAt(values, field.name))]));
}

const isSame = (one: Draft | undefined, other: Draft | undefined) => JSON.stringify(one) === JSON.stringify(other);

export function isChanged(base: Drafts, drafts: Drafts): boolean {
  return Object.keys(drafts).some((name) => !isSame(base[name], drafts[name]));
}

/** What differs from what stood there, as the server takes it. */
export function changesBetween(fields: readonly Field[], base: Drafts, drafts: Drafts): Record<string, unknown> {
  const changed = fields.filter(({ name }) => !isSame(base[name], drafts[name]));
  return Object.fromEntries(groupValues(fields, changed, drafts));
}

/** What a new row is made of: all that was filled in. The server knows what stands for the rest. */
export function creationOf(fields: readonly Field[], drafts: Drafts): Record<string, unknown> {
  const values = groupValues(fields, fields, drafts);
  return Object.fromEntries(values.filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)));
}

/** What must be filled in and is not, by field. */
export function missingIn(fields: readonly Field[], drafts: Drafts): Record<string, string> {
  const missing = fields.flatMap((field) => {
    const isEmpty = valueOf(field, drafts[field.name] ?? '') === null;
    return field.required && isEmpty ? [[field.name, field.required] as const] : [];
  });
  return Object.fromEntries(missing);
}

/** What the server says of each field, and what it says of none that is shown. */
export function placeErrors(fields: readonly Field[], errors: readonly { field: string; message: string }[]): { placed: Record<string, string>; rest: string[] } {
  const placed: Record<string, string> = {};
  const rest: string[] = [];
  for (const { field: path, message } of errors) {
    const field = fields.find(({ name }) => path === name || path.startsWith(`${name}.`) || name.startsWith(`${path}.`));
    if (field) placed[field.name] ??= sentence(message);
    else rest.push(message);
  }
  return { placed, rest };
}

function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}

export interface Rebased {
  drafts: Drafts;
  /** Fields that were changed here and elsewhere, with what they are elsewhere. */
  elsewhere: Drafts;
}

/** Puts what somebody changed here on top of what the row has become elsewhere. */
export function rebase(base: Drafts, mine: Drafts, theirs: Drafts): Rebased {
  const drafts: Drafts = {};
  const elsewhere: Drafts = {};
  for (const [name, their] of Object.entries(theirs)) {
    const my = mine[name] ?? '';
    const isMine = !isSame(base[name], my);
    drafts[name] = isMine ? my : their;
    if (isMine && !isSame(base[name], their) && !isSame(my, their)) elsewhere[name] = their;
  }
  return { drafts, elsewhere };
}
