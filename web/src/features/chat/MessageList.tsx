import { Button, Skeleton } from '@mantine/core';
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState, type FocusEvent, type ReactNode } from 'react';
import type { Message } from '../../api/types';
import { ArrowDownIcon } from '../../ui/icons';
import { estimateHeight, rowKey } from './messageRows';
import classes from './MessageList.module.css';

// Up to here all are in the page, so that the browser's own search finds what is in them.
const DRAWN_WHOLE = 100;
const OVERSCAN = 6;
const GAP_PX = 16;
const LOAD_AHEAD_PX = 900;
const LOADING_PX = 44;
const EDGE_PX = 24;
const ABOVE_TARGET_PX = 48;
// More would hold a reader who leaves the end slowly, on a touchpad.
const AT_END_PX = 4;
const NEAR_END_PX = 64;
const HIGHLIGHT_MS = 2600;

/** Where to scroll: to a message, or to the end. Another object asks once more. */
export interface Target {
  id: string | null;
}

interface MessageListProps {
  messages: Message[];
  /** What is drawn for a message; it should be memoised. */
  children: (message: Message) => ReactNode;
  /** What stands below the last message, on its way to become one. */
  pending: ReactNode;
  target: Target;
  hasOlder: boolean;
  hasNewer: boolean;
  /** What stands where more would be, if loading it failed. */
  olderProblem: ReactNode;
  newerProblem: ReactNode;
  onNearStart: () => void;
  onNearEnd: () => void;
  onJumpToEnd: () => void;
}

/**
 * The messages in a scroller, of which only those near the view are in the page. It stays at the end while the reader
 * is there; otherwise what one reads stays where it is, whatever comes above, below or grows.
 */
export function MessageList(props: MessageListProps) {
  const { messages, pending, target, hasOlder, hasNewer, onNearStart, onNearEnd } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [focusedKey, setFocusedKey] = useState<string | null>(null);
  const [highlightedId, setHighlightedId] = useState<string | null>(null);
  const count = messages.length + (pending ? 1 : 0);
  const keyAt = (index: number) => rowKey(messages[index]);

  /** Beside what is near the view: what has the focus, and what is being written. */
  const extractRange = (range: Range) => {
    if (range.count <= DRAWN_WHOLE) return Array.from({ length: range.count }, (_, index) => index);
    const live = messages.flatMap((message, index) => (message.status === 'streaming' || rowKey(message) === focusedKey ? [index] : []));
    return [...new Set([...defaultRangeExtractor(range), ...live])].toSorted((a, b) => a - b);
  };

  // oxlint-disable-next-line react/incompatible-library -- it is for the React compiler, which does not build this
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    getItemKey: keyAt,
    estimateSize: (index) => estimateHeight(messages[index]),
    initialOffset: () => messages.reduce((sum, message) => sum + estimateHeight(message), 0),
    rangeExtractor: extractRange,
    overscan: OVERSCAN,
    gap: GAP_PX,
    paddingStart: EDGE_PX + (hasOlder ? LOADING_PX : 0),
    paddingEnd: EDGE_PX + (hasNewer ? LOADING_PX : 0),
    scrollPaddingStart: ABOVE_TARGET_PX,
    anchorTo: 'end',
    followOnAppend: !hasNewer,
    scrollEndThreshold: AT_END_PX,
  });

  const handled = useRef<Target | null>(null);
  useLayoutEffect(() => {
    if (handled.current === target) return;
    if (target.id === null) {
      // Until the end is loaded, there is none to go to.
      if (hasNewer) return;
      virtualizer.scrollToEnd();
    } else {
      const index = messages.findIndex((message) => message.id === target.id);
      if (index === -1) return;
      virtualizer.scrollToIndex(index, { align: 'start' });
      setHighlightedId(target.id);
    }
    handled.current = target;
  }, [target, messages, hasNewer, virtualizer]);

  useEffect(() => {
    if (highlightedId === null) return undefined;
    const timer = setTimeout(() => setHighlightedId(null), HIGHLIGHT_MS);
    return () => clearTimeout(timer);
  }, [highlightedId]);

  // The composer below grows and shrinks.
  const isFollowing = useRef(true);
  const noteScroll = () => {
    const element = scroller.current;
    if (element) isFollowing.current = element.scrollHeight - element.clientHeight - element.scrollTop <= AT_END_PX;
  };
  const onResize = useEffectEvent(() => {
    if (isFollowing.current && !hasNewer) virtualizer.scrollToEnd();
  });
  useEffect(() => {
    const observer = new ResizeObserver(onResize);
    if (scroller.current) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, []);

  const isPlaced = handled.current === target;
  const isNearStart = isPlaced && hasOlder && !props.olderProblem && (virtualizer.scrollOffset ?? 0) < LOAD_AHEAD_PX;
  const isNearEnd = isPlaced && hasNewer && !props.newerProblem && virtualizer.getDistanceFromEnd() < LOAD_AHEAD_PX;
  useEffect(() => {
    if (isNearStart) onNearStart();
  }, [isNearStart, onNearStart]);
  useEffect(() => {
    if (isNearEnd) onNearEnd();
  }, [isNearEnd, onNearEnd]);

  const onFocus = (event: FocusEvent) => {
    setFocusedKey(event.target.closest<HTMLElement>('[data-row]')?.dataset.row ?? null);
  };
  return (
    <div className={classes.view}>
      <div className={classes.scroller} ref={scroller} onScroll={noteScroll}>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- only notes which row has the focus */}
        <div
          className={classes.column}
          style={{ height: virtualizer.getTotalSize() }}
          role="region"
          aria-label="Conversation"
          onFocus={onFocus}
          onBlur={() => setFocusedKey(null)}
        >
          {hasOlder && <div className={classes.older}>{props.olderProblem ?? <Skeleton height={14} width="70%" />}</div>}
          {virtualizer.getVirtualItems().map(({ index, key, start }) => {
            const message = messages[index];
            return (
              <div
                key={key}
                ref={virtualizer.measureElement}
                className={classes.row}
                style={{ top: start }}
                data-index={index}
                data-row={key}
                data-highlighted={(message && message.id === highlightedId) || undefined}
              >
                {message ? props.children(message) : pending}
              </div>
            );
          })}
          {hasNewer && <div className={classes.newer}>{props.newerProblem ?? <Skeleton height={14} width="70%" />}</div>}
        </div>
      </div>
      {(hasNewer || !virtualizer.isAtEnd(NEAR_END_PX)) && (
        <Button
          className={classes.jump ?? ''}
          size="xs"
          radius="xl"
          variant="default"
          leftSection={<ArrowDownIcon size={14} />}
          onClick={props.onJumpToEnd}
        >
          Jump to latest
        </Button>
      )}
    </div>
  );
}
