import { useCallback, useEffect, useRef, type RefCallback } from 'react';

/** A ref whose element calls `onEnter` whenever it scrolls into view. */
export function useInView(onEnter: () => void): RefCallback<HTMLElement> {
  const latest = useRef(onEnter);
  useEffect(() => {
    latest.current = onEnter;
  });
  return useCallback((element: HTMLElement | null) => {
    if (!element) return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) latest.current();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
}
