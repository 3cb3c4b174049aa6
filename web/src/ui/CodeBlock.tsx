import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { createContext, use, useRef, type ReactElement, type ReactNode } from 'react';
import classes from './CodeBlock.module.css';
import { CopyButton } from './CopyButton';
import { highlight } from './highlight';
import { WrapIcon } from './icons';

// About a screen.
const LONG_LINES = 30;

/** Whether long code is folded: not where somebody has watched it grow, under whose eyes it would close. */
export const FoldsLongCode = createContext(true);

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
  const [isWrapped, wrapping] = useDisclosure(false);
  const [isOpen, folding] = useDisclosure(false);
  const lines = typeof text === 'string' ? text.trimEnd().split('\n').length : 0;
  const foldable = use(FoldsLongCode) && lines > LONG_LINES;
  return (
    <div className={classes.block}>
      <div className={classes.bar}>
        <span className={classes.language}>{language}</span>
        <Tooltip label="Wrap long lines" openDelay={400}>
          <ActionIcon
            variant={isWrapped ? 'light' : 'subtle'}
            color="gray"
            size="md"
            aria-label="Wrap long lines"
            aria-pressed={isWrapped}
            onClick={wrapping.toggle}
          >
            <WrapIcon size={16} />
          </ActionIcon>
        </Tooltip>
        <CopyButton label="Copy code" text={() => code.current?.textContent?.replace(/\n$/, '') ?? ''} />
      </div>
      <pre ref={code} tabIndex={0} data-wrapped={isWrapped || undefined} data-folded={(foldable && !isOpen) || undefined}>
        {typeof text === 'string' ? <Code text={text} language={language} /> : children}
      </pre>
      {foldable && (
        <Button className={classes.fold ?? ''} variant="subtle" color="gray" size="compact-sm" fullWidth aria-expanded={isOpen} onClick={folding.toggle}>
          {isOpen ? 'Show less' : `Show all ${lines} lines`}
        </Button>
      )}
    </div>
  );
}
