import { describe, expect, it } from 'vitest';
import type { MfaConfiguration } from '../../api/types';
import { waysToConfirm } from './ways';

const factors = (has: Partial<MfaConfiguration>): MfaConfiguration => ({
  id: 'one',
  totp_enabled: false,
  sms_enabled: false,
  phone_number: null,
  backup_codes_left: 0,
  trusted_device_count: 0,
  created_at: '',
  updated_at: '',
  ...has,
});

describe('ways to confirm', () => {
  it.each([
    ['nothing set up', undefined, false, ['password']],
    ['only a passkey', undefined, true, ['password', 'passkey']],
    ['everything switched off again', factors({ backup_codes_left: 3 }), false, ['password']],
    ['an app', factors({ totp_enabled: true }), false, ['totp']],
    ['an app and its backup codes', factors({ totp_enabled: true, backup_codes_left: 10 }), false, ['totp', 'backup_code']],
    ['everything', factors({ totp_enabled: true, sms_enabled: true, backup_codes_left: 1 }), true, ['passkey', 'totp', 'sms', 'backup_code']],
  ])('with %s', (_, mfa, hasPasskey, ways) => {
    expect(waysToConfirm(mfa, hasPasskey)).toStrictEqual(ways);
  });
});
