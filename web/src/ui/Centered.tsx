import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './Centered.module.css';
import { Logo } from './Logo';

interface CenteredProps {
  title: string;
  lead?: ReactNode;
  children?: ReactNode;
}

/** One calm column in the middle of the page: signing in, setting up, and what could not be shown. */
export function Centered({ title, lead, children }: CenteredProps) {
  return (
    <div className={classes.page}>
      <Stack className={classes.column ?? ''} gap="lg">
        <Stack gap="xs">
          <Logo size={44} />
          <Title order={1} size="h2" mt="xs">
            {title}
          </Title>
          {lead && (
            <Text c="dimmed" component="div" lh={1.6}>
              {lead}
            </Text>
          )}
        </Stack>
        {children}
      </Stack>
    </div>
  );
}
