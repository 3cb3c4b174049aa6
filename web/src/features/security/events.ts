import { resource } from '../../api/resource';
import type { SecurityEvent, Severity } from '../../api/types';
import type { ListShape } from '../../ui/list/listRequest';
import { SINCE } from './since';

export const securityEvents = resource<SecurityEvent, never, never>('/security-events');

const NAMES: Record<string, string> = {
  registered: 'The account was made',
  signed_in: 'Signed in',
  signed_out: 'Signed out',
  sign_in_failed: 'A sign-in failed',
};

/** A type of event in words. One that this client does not know yet is at least readable. */
export function eventName(type: string): string {
  const words = type.replaceAll('_', ' ');
  return NAMES[type] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

export const SEVERITIES: Record<Severity, string> = { info: 'Note', warning: 'Warning', error: 'Serious', critical: 'Critical' };

export const EVENT_LIST: ListShape = {
  filters: [
    {
      name: 'severity',
      label: 'How serious',
      choices: [
        { value: '', label: 'Everything' },
        { value: 'warnings', label: 'Warnings and worse', parameters: { severity: ['warning', 'error', 'critical'] } },
        { value: 'serious', label: 'Serious and worse', parameters: { severity: ['error', 'critical'] } },
      ],
    },
    SINCE,
  ],
  sorts: [
    { value: '-created_at', label: 'Newest first' },
    { value: 'created_at', label: 'Oldest first' },
  ],
};
