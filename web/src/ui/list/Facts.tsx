import type { ReactNode } from 'react';
import classes from './ResourceList.module.css';

export interface Fact {
  key: string;
  label: string;
  /** Whether it needs its label to be understood; others tell it to those who do not see the row as a whole. */
  isLabelled?: boolean | undefined;
  content: ReactNode;
}

/** What is known of a row, as far as there is anything to say. */
export function Facts({ facts }: { facts: Fact[] }) {
  const known = facts.filter(({ content }) => content !== null && content !== undefined && content !== '');
  if (known.length === 0) return null;
  return (
    <dl className={classes.facts}>
      {known.map(({ key, label, isLabelled, content }) => (
        <div key={key} data-labelled={isLabelled || undefined}>
          <dt>{label}</dt>
          <dd>{content}</dd>
        </div>
      ))}
    </dl>
  );
}
