import type { ReactNode } from 'react';
import classes from './PublicLayout.module.css';

/** The frame of a page for somebody who is not signed in, or whose page could not be found. */
export function PublicLayout({ children }: { children: ReactNode }) {
  return (
    <main className={classes.main} id="main" tabIndex={-1}>
      {children}
    </main>
  );
}
