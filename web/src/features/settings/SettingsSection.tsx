import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './Settings.module.css';

interface SettingsSectionProps {
  title: string;
  lead?: string;
  children: ReactNode;
}

export function SettingsSection({ title, lead, children }: SettingsSectionProps) {
  return (
    <section className={classes.section} aria-label={title}>
      <div>
        <Title order={2} size="1.05rem">
          {title}
        </Title>
        {lead && (
          <Text size="sm" c="dimmed" mt={4}>
            {lead}
          </Text>
        )}
      </div>
      {children}
    </section>
  );
}
