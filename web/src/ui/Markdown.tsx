import { memo, type ComponentProps } from 'react';
import ReactMarkdown, { type Components, type Options } from 'react-markdown';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import { CodeBlock, FoldsLongCode } from './CodeBlock';
import { CheckIcon } from './icons';
import { splitBlocks, withoutHalfTable } from './markdownBlocks';
import classes from './Markdown.module.css';

const LINK_PROTOCOLS = ['http', 'https', 'mailto'];

const schema: typeof defaultSchema = {
  ...defaultSchema,
  protocols: { ...defaultSchema.protocols, href: LINK_PROTOCOLS, src: ['http', 'https'] },
};

const remarkPlugins: Options['remarkPlugins'] = [remarkGfm];

interface HtmlNode {
  type: string;
  children?: HtmlNode[];
}

/** Sanitising would drop HTML without a trace; an answer about HTML must keep its words. */
function showHtmlAsText() {
  const show = (node: HtmlNode) => {
    if (node.type === 'raw') node.type = 'text';
    node.children?.forEach(show);
  };
  return show;
}

// Sanitising stands last: whatever a plugin before it makes of the text is cleaned too.
const rehypePlugins: Options['rehypePlugins'] = [showHtmlAsText, [rehypeSanitize, schema]];

/** Only absolute addresses are links: a relative one in a model's text would point into this application. */
function isExternal(address: string | undefined): address is string {
  return address !== undefined && LINK_PROTOCOLS.some((protocol) => address.toLowerCase().startsWith(`${protocol}:`));
}

function ExternalLink({ href, children }: ComponentProps<'a'>) {
  if (!isExternal(href)) return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

const components: Components = {
  a: ({ href, children }) => <ExternalLink {...(href && { href })}>{children}</ExternalLink>,
  // Loading a remote image would tell its host who reads, and let a model send data out in an address.
  img: ({ src, alt }) => <ExternalLink {...(src && { href: src })}>{alt || src || 'Image'}</ExternalLink>,
  input: ({ checked }) => (
    <span className={classes.tick} data-done={checked || undefined} role="img" aria-label={checked ? 'Done' : 'To do'}>
      {checked && <CheckIcon size={12} />}
    </span>
  ),
  pre: ({ children }) => <CodeBlock>{children}</CodeBlock>,
  table: ({ children }) => (
    <div className={classes.tableScroll} role="group" aria-label="Table" tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
};

const Blocks = memo(function Blocks({ text }: { text: string }) {
  return (
    <ReactMarkdown remarkPlugins={remarkPlugins} rehypePlugins={rehypePlugins} components={components}>
      {text}
    </ReactMarkdown>
  );
});

interface MarkdownProps {
  text: string;
  /** The text is still being written: parse only its last block again, at the price of references between blocks. */
  isGrowing?: boolean;
  /** Somebody has watched it grow, and what they read must not close under their eyes. */
  wasWatched?: boolean;
}

/** The only place where text from a model becomes markup. HTML in the text is shown, never interpreted. */
export const Markdown = memo(function Markdown({ text, isGrowing = false, wasWatched = false }: MarkdownProps) {
  const blocks = isGrowing ? splitBlocks(text) : [text];
  return (
    <FoldsLongCode value={!isGrowing && !wasWatched}>
      <div className={classes.prose}>
        {blocks.map((block, index) => (
          // Text is only ever added, so a block keeps its place.
          <Blocks key={index} text={isGrowing && index === blocks.length - 1 ? withoutHalfTable(block) : block} />
        ))}
      </div>
    </FoldsLongCode>
  );
});
