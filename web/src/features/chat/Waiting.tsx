import { useEffect, useState } from 'react';
import classes from './Waiting.module.css';

const THREAD = 'M2 7c5-7 8-7 13.3 0s8.3 7 13.3 0 8.3-7 13.3 0';

const STAGES = [
  { afterMs: 1500, text: 'Waking the model…' },
  { afterMs: 12_000, text: 'Still waking the model. The first answer takes the longest.' },
];

/** Stands in for an answer before its first word; an embedded model is only loaded when it is first asked. */
export function Waiting() {
  const [text, setText] = useState('');
  useEffect(() => {
    const timers = STAGES.map((stage) => setTimeout(() => setText(stage.text), stage.afterMs));
    return () => timers.forEach(clearTimeout);
  }, []);
  return (
    <div className={classes.waiting} role="status">
      <svg width="44" height="14" viewBox="0 0 44 14" fill="none" aria-hidden="true">
        <path className={classes.thread} d={THREAD} />
        <path className={classes.pull} d={THREAD} pathLength="1" />
      </svg>
      <span>{text || <span className={classes.hidden}>Clew is getting ready to answer</span>}</span>
    </div>
  );
}
