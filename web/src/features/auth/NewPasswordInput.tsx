import { PasswordInput, type PasswordInputProps } from '@mantine/core';

// The server decides: it asks less of somebody who has a second step, and refuses what is easy to guess.
export function NewPasswordInput(props: PasswordInputProps) {
  return <PasswordInput description="At least 15 characters. A few words in a row work well." autoComplete="new-password" {...props} />;
}
