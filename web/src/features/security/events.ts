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
  role_granted: 'A role was given',
  role_grant_changed: 'A role was given for another time',
  role_revoked: 'A role was taken away',
  integration_revoked: 'An account at another service was disconnected',
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
