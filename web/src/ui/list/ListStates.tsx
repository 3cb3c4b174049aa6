import { Button, Skeleton, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { asProblem } from '../../api/client';
import { ProblemBlock } from '../ProblemBlock';
import classes from './ResourceList.module.css';

const WIDTHS = [62, 48, 70, 55, 40];

export function ListLoading() {
  return (
    <div className={classes.loading} aria-busy="true" aria-label="Loading">
      {WIDTHS.map((width) => (
        <div key={width}>
          <Skeleton height={14} width={`${width}%`} />
          <Skeleton height={10} width={`${width / 2}%`} mt={8} />
        </div>
      ))}
    </div>
  );
}

export function ListFailed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { title, detail } = asProblem(error);
  return (
    <ProblemBlock
      title={title}
      detail={detail}
      action={
        <Button size="xs" variant="default" onClick={onRetry}>
          Try again
        </Button>
      }
    />
  );
}

export interface Emptiness {
  title: string;
  detail: string;
  action?: ReactNode;
  /** One list among others on its page: a line says it. */
  isPart?: boolean;
}

export function ListEmpty({ title, detail, action, isPart }: Emptiness) {
  if (isPart) {
    return (
      <Text size="sm" c="dimmed" lh={1.6}>
        {title} {detail}
      </Text>
    );
  }
  return (
    <Stack gap={4} ta="center" align="center" mt="12vh">
      <Text fw={500}>{title}</Text>
      <Text size="sm" c="dimmed" maw="28rem" lh={1.6}>
        {detail}
      </Text>
      {action && <div className={classes.emptyAction}>{action}</div>}
    </Stack>
  );
}
