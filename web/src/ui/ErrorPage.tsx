import { Button, Group } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { useRouter } from '@tanstack/react-router';
import { asProblem } from '../api/client';
import { Centered } from './Centered';

/** What a page shows when loading or drawing it failed. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const problem = asProblem(error);
  const tryAgain = async () => {
    await router.invalidate();
    reset();
  };
  return (
    <Centered title={problem.title} lead={problem.detail ?? 'Your conversations are safe. Loading the page again usually helps.'}>
      <Group>
        <Button onClick={() => void tryAgain()}>Try again</Button>
      </Group>
    </Centered>
  );
}
