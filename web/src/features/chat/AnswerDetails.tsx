import { Popover, UnstyledButton } from '@mantine/core';
import type { Message } from '../../api/types';
import { formatFullMoment, formatMoment } from '../../lib/time';
import classes from './AnswerDetails.module.css';
import { answeredBy, answerFacts } from './answerFacts';

/** Who answered and when, in a line; how the answer came to be, for whoever opens it. */
export function AnswerDetails({ answer }: { answer: Message }) {
  return (
    <Popover position="top-start" shadow="md" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={classes.caption ?? ''} title={formatFullMoment(answer.created_at)}>
          {answeredBy(answer)} · {formatMoment(answer.created_at)}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.details ?? ''} tabIndex={-1}>
        <dl className={classes.facts}>
          {answerFacts(answer).map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Popover.Dropdown>
    </Popover>
  );
}
