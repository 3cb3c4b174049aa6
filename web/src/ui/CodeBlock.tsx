import { useRef, type ReactElement, type ReactNode } from 'react';
import classes from './CodeBlock.module.css';
import { CopyButton } from './CopyButton';
import { highlight } from './highlight';

type CodeElement = ReactElement<{ className?: string; children?: ReactNode }>;

function Code({ text, language }: { text: string; language: string }) {
  return (
    <code>
      {highlight(text, language).map(({ text: piece, kind }, index) =>
        kind ? (
          <span key={index} className={classes[kind]}>
            {piece}
          </span>
        ) : (
          piece
        ),
      )}
    </code>
  );
}

/** `children` is the one `code` element that Markdown puts inside `pre`. */
export function CodeBlock({ children }: { children?: ReactNode }) {
  const code = useRef<HTMLPreElement>(null);
  const { className, children: text } = (children as CodeElement | null)?.props ?? {};
  const language = /language-(\S+)/.exec(className ?? '')?.[1] ?? 'text';
  return (
    <div className={classes.block}>
      <div className={classes.bar}>
        <span>{language}</span>
        <CopyButton label="Copy code" text={() => code.current?.textContent?.replace(/\n$/, '') ?? ''} />
      </div>
      <pre ref={code} tabIndex={0}>
        {typeof text === 'string' ? <Code text={text} language={language} /> : children}
      </pre>
    </div>
  );
}
