import { resource } from '../../api/resource';
import type { SecurityEvent, Severity } from '../../api/types';
import type { Filter, ListShape } from '../../ui/list/listRequest';
import { DAYS, PERSON, withDays } from './auditFilters';
import { SINCE } from './since';

export const securityEvents = resource<SecurityEvent, never, never>('/security-events');

const NAMES: Record<string, string> = {
  registered: 'The account was made',
  signed_in: 'Signed in',
  signed_out: 'Signed out',
  sign_in_failed: 'A sign-in failed',
  proof_failed: 'A wrong code or passkey',
  confirmed: 'Confirmed that it is you',
  session_ended: 'A device was signed out',
  session_extended: 'A device stays signed in for longer',
  other_sessions_ended: 'All other devices were signed out',
  refresh_token_reused: 'A program’s token was used twice, so it was signed out',
  device_trusted: 'A device is trusted',
  device_revoked: 'A device is no longer trusted',
  totp_enabled: 'Authenticator app turned on',
  totp_disabled: 'Authenticator app turned off',
  sms_enabled: 'Codes by text message turned on',
  sms_disabled: 'Codes by text message turned off',
  backup_codes_generated: 'New backup codes were made',
  backup_code_used: 'A backup code was used',
  backup_codes_low: 'A backup code was used, and few are left',
  passkey_added: 'A passkey was added',
  passkey_removed: 'A passkey was removed',
  passkey_copied: 'A copied passkey was refused',
  phone_verified: 'A phone number was added',
  phone_removed: 'A phone number was removed',
  phone_primary_changed: 'Another phone number is the primary one',
  api_token_created: 'An API token was made',
  api_token_revoked: 'An API token was revoked',
  api_token_used_elsewhere: 'An API token was used from a new place',
  password_changed: 'The password was changed',
  password_reset_asked: 'A link for a new password was asked for',
  password_reset: 'A new password was set by a link',
  email_verified: 'The email address was confirmed',
  email_change_asked: 'Another email address was asked for',
  email_changed: 'The email address was changed',
  email_change_undone: 'The change of the email address was undone',
  registration_with_own_address: 'Somebody tried to register with this email address',
  invited: 'Somebody was invited',
  account_locked: 'The account was locked',
  account_unlocked: 'The account was unlocked',
  account_suspended: 'The account was suspended',
  account_reactivated: 'The account was let in again',
  account_closed: 'An account was closed',
  role_granted: 'A role was given',
  role_grant_changed: 'A role was given for another time',
  role_revoked: 'A role was taken away',
  role_created: 'A role was made',
  role_changed: 'A role was changed',
  role_removed: 'A role was removed',
  permission_created: 'A right was made',
  permission_removed: 'A right was removed',
  permission_added: 'A role got a right',
  permission_taken: 'A role lost a right',
  integration_revoked: 'An account at another service was disconnected',
};

/** A type of event in words. One that this client does not know yet is at least readable. */
export function eventName(type: string): string {
  const words = type.replaceAll('_', ' ');
  return NAMES[type] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

export const SEVERITIES: Record<Severity, string> = { info: 'Note', warning: 'Warning', error: 'Serious', critical: 'Critical' };

/** What the kinds that people look for are made of. */
const KINDS = {
  signing: { label: 'Signing in and out', types: ['signed_in', 'signed_out', 'sign_in_failed', 'proof_failed', 'confirmed'] },
  devices: { label: 'Devices and sessions', types: ['session_ended', 'session_extended', 'other_sessions_ended', 'device_trusted', 'device_revoked', 'refresh_token_reused'] },
  factors: {
    label: 'Second steps',
    types: [
      'totp_enabled',
      'totp_disabled',
      'sms_enabled',
      'sms_disabled',
      'backup_codes_generated',
      'backup_code_used',
      'backup_codes_low',
      'passkey_added',
      'passkey_removed',
      'passkey_copied',
      'phone_verified',
      'phone_removed',
      'phone_primary_changed',
    ],
  },
  passwords: { label: 'Passwords', types: ['password_changed', 'password_reset', 'password_reset_asked'] },
  addresses: { label: 'Email addresses', types: ['email_verified', 'email_change_asked', 'email_changed', 'email_change_undone'] },
  tokens: { label: 'API tokens', types: ['api_token_created', 'api_token_revoked', 'api_token_used_elsewhere'] },
  accounts: {
    label: 'Accounts',
    types: ['registered', 'registration_with_own_address', 'invited', 'account_locked', 'account_unlocked', 'account_suspended', 'account_reactivated', 'account_closed'],
  },
  roles: {
    label: 'Roles and rights',
    types: [
      'role_granted',
      'role_grant_changed',
      'role_revoked',
      'role_created',
      'role_changed',
      'role_removed',
      'permission_created',
      'permission_removed',
      'permission_added',
      'permission_taken',
    ],
  },
};

const KIND: Filter = {
  name: 'kind',
  label: 'What kind',
  choices: [{ value: '', label: 'Any kind' }, ...Object.entries(KINDS).map(([value, { label, types }]) => ({ value, label, parameters: { event_type: types } }))],
};

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
    KIND,
    SINCE,
  ],
  sorts: [
    { value: '-created_at', label: 'Newest first' },
    { value: 'created_at', label: 'Oldest first' },
  ],
};

/** The same of everybody: of whom, and between which days. */
export const ALL_EVENT_LIST: ListShape = { ...EVENT_LIST, filters: withDays(EVENT_LIST.filters), open: [PERSON, ...DAYS] };

/** What an event is about, as far as it says. */
export function eventDetail({ event_data: data }: Pick<SecurityEvent, 'event_data'>): string | null {
  const words = [data?.role, data?.permission].filter((word) => typeof word === 'string');
  return words.length > 0 ? words.join(', ') : null;
}
