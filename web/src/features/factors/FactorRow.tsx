import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './Factors.module.css';

interface FactorRowProps {
  name: string;
  /** Absent where being on or off is not the point. */
  isOn?: boolean;
  detail: string;
  isUrgent?: boolean;
  /** The one thing to do with it. */
  children?: ReactNode;
}

/** One way to prove oneself: what it is, whether it is on, and the button for that. */
export function FactorRow({ name, isOn, detail, isUrgent = false, children }: FactorRowProps) {
  return (
    <li className={classes.factor}>
      <div className={classes.words}>
        <h3 className={classes.name}>
          {name}
          {isOn !== undefined && (
            <Badge variant="light" color={isOn ? 'green' : 'gray'} size="sm" tt="none" fw={500}>
              {isOn ? 'On' : 'Off'}
            </Badge>
          )}
        </h3>
        <p className={classes.detail} data-urgent={isUrgent || undefined}>
          {detail}
        </p>
      </div>
      {children}
    </li>
  );
}
