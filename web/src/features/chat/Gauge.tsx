import { Popover, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Message } from '../../api/types';
import { modelsQuery } from '../models/queries';
import classes from './ComposerTools.module.css';
import { describeCost, formatCount, seenContext, usageQuery } from './gauge';

const RADIUS = 7;
const AROUND = 2 * Math.PI * RADIUS;
const NEARLY_FULL = 0.85;

function Ring({ share }: { share: number }) {
  return (
    <svg width={18} height={18} viewBox="0 0 18 18" fill="none" strokeWidth={2.5} aria-hidden="true">
      <circle cx={9} cy={9} r={RADIUS} className={classes.ringTrack} />
      <circle
        cx={9}
        cy={9}
        r={RADIUS}
        className={classes.ringShare}
        data-nearly-full={share >= NEARLY_FULL || undefined}
        strokeDasharray={`${share * AROUND} ${AROUND}`}
        transform="rotate(-90 9 9)"
      />
    </svg>
  );
}

function Facts({ answer, window }: { answer: Message; window: number | undefined }) {
  const usage = useQuery(usageQuery(answer.thread_id)).data;
  const context = seenContext(answer);
  const read = answer.input_tokens;
  return (
    <>
      <p className={classes.factsTitle}>The last full answer</p>
      <dl className={classes.facts}>
        <dt>Read</dt>
        <dd>{read === null ? 'Not told' : `${formatCount(read)}${window ? ` of ${formatCount(window)}` : ''} tokens`}</dd>
        {answer.output_tokens !== null && (
          <>
            <dt>Written</dt>
            <dd>{formatCount(answer.output_tokens)} tokens</dd>
          </>
        )}
        {context && (
          <>
            <dt>Messages seen</dt>
            <dd>{formatCount(context.messages)}</dd>
          </>
        )}
      </dl>
      {context && context.cutCharacters > 0 && (
        <p className={classes.cut}>Your message was too long for the model: {formatCount(context.cutCharacters)} characters of its middle were left out.</p>
      )}
      {usage && (
        <>
          <p className={classes.factsTitle}>This chat</p>
          <dl className={classes.facts}>
            <dt>Read</dt>
            <dd>{formatCount(usage.input_tokens)} tokens</dd>
            <dt>Written</dt>
            <dd>{formatCount(usage.output_tokens)} tokens</dd>
            <dt>Cost</dt>
            <dd>{describeCost(usage)}</dd>
          </dl>
        </>
      )}
    </>
  );
}

/** How full the model's window was with the last answer, and what the chat has cost. */
export function Gauge({ answer }: { answer: Message }) {
  const [isOpen, setIsOpen] = useState(false);
  const window = useQuery(modelsQuery).data?.items.find(({ name }) => name === answer.model)?.window;
  const share = answer.input_tokens !== null && window ? Math.min(answer.input_tokens / window, 1) : null;
  const percent = share !== null && `${Math.round(share * 100)}%`;
  return (
    <Popover opened={isOpen} onChange={setIsOpen} position="top-end" width={270} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={classes.gauge ?? ''} aria-label={percent ? `Usage: ${percent} of the model’s window` : 'Usage'} onClick={() => setIsOpen(!isOpen)}>
          <Ring share={share ?? 0} />
          {percent}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.popover ?? ''} aria-label="Usage">{isOpen && <Facts answer={answer} window={window} />}</Popover.Dropdown>
    </Popover>
  );
}
