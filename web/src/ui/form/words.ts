import { shorten } from '../../lib/text';
import { formatFullMoment } from '../../lib/time';
import type { Draft, Field } from './fields';

/** A draft in words, as short as they fit beside a field. */
export function draftWords(field: Field, draft: Draft): string {
  if (draft === '' || (Array.isArray(draft) && draft.length === 0)) return 'nothing';
  if (field.kind === 'flag') return draft === true ? 'on' : 'off';
  if (field.kind === 'moment') return formatFullMoment(String(draft));
  if (field.kind === 'share') return `${Math.round(Number(draft) * 100)} %`;
  if (field.kind === 'tags') return [draft].flat().join(', ');
  if (field.kind === 'choice' || field.kind === 'choices') {
    return [draft].flat().map((value) => field.options.find((option) => option.value === value)?.label ?? String(value)).join(', ');
  }
  return shorten(String(draft));
}
