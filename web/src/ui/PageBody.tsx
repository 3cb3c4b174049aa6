import type { ReactNode } from 'react';
import classes from './PageBody.module.css';

/** What scrolls under the bar of a page: one column; a wide one for tables. */
export function PageBody({ isWide = false, children }: { isWide?: boolean; children: ReactNode }) {
  return (
    <div className={classes.page}>
      <div className={classes.column} data-wide={isWide || undefined}>
        {children}
      </div>
    </div>
  );
}
