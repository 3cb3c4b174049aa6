import type { ComponentProps } from 'react';
import classes from './PageTitle.module.css';

/** The heading in the bar over a page. */
export function PageTitle({ className, children, ...others }: ComponentProps<'h1'>) {
  return (
    <h1 {...others} className={className ? `${classes.title} ${className}` : classes.title}>
      {children}
    </h1>
  );
}
