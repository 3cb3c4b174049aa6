import { describe, expect, it } from 'vitest';
import { linkIn } from './mails';

describe('linkIn', () => {
  it('finds the one that does something', () => {
    const body = 'Choose a new password within 30 minutes:\nhttps://clew.example.org/reset-password#token=clew_a-b_c\n\n--\nClew at https://clew.example.org\n';
    expect(linkIn(body)).toBe('https://clew.example.org/reset-password#token=clew_a-b_c');
  });

  it('finds none where none does', () => {
    expect(linkIn('Your account is closed.\n\n--\nClew at https://clew.example.org\n')).toBeNull();
  });
});
