import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

const NEAR_END_PX = 64;

interface Anchor {
  id: string;
  top: number;
}

/**
 * Keeps a scroller at its end while the reader is there, and never moves it otherwise.
 * `firstId` names the first element (`data-message-id`), so that elements put before it do not shift the view.
 */
export function useFollowScroll(firstId: string | undefined) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  const lastTop = useRef(0);
  const anchor = useRef<Anchor | null>(null);
  const [isAtEnd, setIsAtEnd] = useState(true);

  const follow = useCallback((isNowFollowing: boolean) => {
    isFollowing.current = isNowFollowing;
    setIsAtEnd(isNowFollowing);
  }, []);

  const jumpToEnd = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    follow(true);
    element.scrollTop = element.scrollHeight;
  }, [follow]);

  useEffect(() => {
    const element = scroller.current;
    const inner = content.current;
    if (!element || !inner) return undefined;

    const onScroll = () => {
      const remaining = element.scrollHeight - element.clientHeight - element.scrollTop;
      // Growth below also moves the end away; only a movement upwards is the reader's.
      if (remaining < NEAR_END_PX) follow(true);
      else if (element.scrollTop < lastTop.current) follow(false);
      lastTop.current = element.scrollTop;
    };
    const observer = new ResizeObserver(() => {
      if (isFollowing.current) element.scrollTop = element.scrollHeight;
    });
    element.addEventListener('scroll', onScroll, { passive: true });
    observer.observe(inner);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', onScroll);
      observer.disconnect();
    };
  }, [follow]);

  useLayoutEffect(() => {
    const find = (id: string) => content.current?.querySelector<HTMLElement>(`[data-message-id="${id}"]`);
    const previous = anchor.current;
    if (previous && previous.id !== firstId && scroller.current) {
      const element = find(previous.id);
      if (element) scroller.current.scrollTop += element.offsetTop - previous.top;
    }
    const first = firstId === undefined ? null : find(firstId);
    anchor.current = firstId !== undefined && first ? { id: firstId, top: first.offsetTop } : null;
  });

  return { scroller, content, isAtEnd, jumpToEnd };
}
