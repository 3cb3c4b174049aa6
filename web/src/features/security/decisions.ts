import { resource } from '../../api/resource';
import type { Decision } from '../../api/types';
import type { ListShape, OpenFilter } from '../../ui/list/listRequest';
import { DAYS, PERSON, readWord, withDays } from './auditFilters';
import { SINCE } from './since';

export const decisions = resource<Decision, never, never>('/access-audit-logs');

export const DECISION_LIST: ListShape = {
  filters: [
    {
      name: 'permission_granted',
      label: 'What was decided',
      choices: [
        { value: '', label: 'Allowed or refused' },
        { value: 'true', label: 'Allowed' },
        { value: 'false', label: 'Refused' },
      ],
    },
    SINCE,
  ],
  sorts: [
    { value: '-created_at', label: 'Newest first' },
    { value: 'created_at', label: 'Oldest first' },
  ],
};

const named = (name: string): OpenFilter => ({ name, read: readWord, parameters: (value) => ({ [name]: value }) });

/** The same of everybody: of whom, about what, and between which days. */
export const ALL_DECISION_LIST: ListShape = { ...DECISION_LIST, filters: withDays(DECISION_LIST.filters), open: [PERSON, named('resource_type'), named('action'), ...DAYS] };

/** What was asked for: "Change an AI model" of `ai_model` and `change`. */
export function askedFor({ resource_type: type, action }: Pick<Decision, 'resource_type' | 'action'>): string {
  const words = `${action} ${type}`.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
