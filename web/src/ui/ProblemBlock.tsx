import type { ReactNode } from 'react';
import { AlertIcon } from './icons';
import classes from './ProblemBlock.module.css';

interface ProblemBlockProps {
  title: string;
  detail?: string | null | undefined;
  /** The one thing that can be done about it. */
  action?: ReactNode;
}

/** What went wrong, in the place where it went wrong. */
export function ProblemBlock({ title, detail, action }: ProblemBlockProps) {
  return (
    <div className={classes.problem} role="alert">
      <span className={classes.icon}>
        <AlertIcon size={20} />
      </span>
      <div className={classes.words}>
        <strong>{title}</strong>
        {detail && <p>{detail}</p>}
        {action}
      </div>
    </div>
  );
}
