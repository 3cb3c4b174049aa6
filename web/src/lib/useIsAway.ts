import { useEffect, useState } from 'react';

/** Whether this tab has been out of sight for so many milliseconds. */
export function useIsAway(after: number): boolean {
  const [isAway, setIsAway] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible') setIsAway(false);
      else timer = setTimeout(() => setIsAway(true), after);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [after]);
  return isAway;
}
