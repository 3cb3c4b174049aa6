import { useRef, type ReactElement, type ReactNode } from 'react';
import classes from './CodeBlock.module.css';
import { CopyButton } from './CopyButton';

function languageOf(children: ReactNode): string {
  const { className } = (children as ReactElement<{ className?: string }> | null)?.props ?? {};
  return /language-(\S+)/.exec(className ?? '')?.[1] ?? 'text';
}

/** `children` is the one `code` element that Markdown puts inside `pre`. */
export function CodeBlock({ children }: { children?: ReactNode }) {
  const code = useRef<HTMLPreElement>(null);
  return (
    <div className={classes.block}>
      <div className={classes.bar}>
        <span>{languageOf(children)}</span>
        <CopyButton label="Copy code" text={() => code.current?.textContent?.replace(/\n$/, '') ?? ''} />
      </div>
      <pre ref={code} tabIndex={0}>
        {children}
      </pre>
    </div>
  );
}
