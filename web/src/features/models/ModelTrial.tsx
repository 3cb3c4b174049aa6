import type { UseMutationResult } from '@tanstack/react-query';
import { asProblem } from '../../api/client';
import type { AiModel, AiModelTrial } from '../../api/types';
import { AlertIcon, CheckIcon } from '../../ui/icons';
import { formatDuration } from './models';
import classes from './Models.module.css';

export type TrialState = UseMutationResult<AiModelTrial, Error, AiModel>;

function Result({ trial: { data, error } }: { trial: TrialState }) {
  const problem = error ? asProblem(error) : data?.error;
  if (problem) {
    return (
      <p className={classes.trial} data-failed>
        <AlertIcon size={16} />
        <span>{[problem.title, problem.detail].filter(Boolean).join('. ')}</span>
      </p>
    );
  }
  if (!data) return null;
  return (
    <p className={classes.trial}>
      <CheckIcon size={16} />
      <span>
        Answered in {formatDuration(data.milliseconds)}
        {data.answer && `: “${data.answer}”`}
      </span>
    </p>
  );
}

/** How the trial of a model went, where it was asked for. What was tried before the model was changed says nothing of it. */
export function ModelTrial({ model, trial }: { model: AiModel; trial: TrialState }) {
  const isOfThis = trial.variables?.updated_at === model.updated_at;
  return (
    <div className={classes.trialPlace} role="status">
      {trial.isPending && <p className={classes.asking}>Asking it something tiny …</p>}
      {!trial.isPending && isOfThis && <Result trial={trial} />}
    </div>
  );
}
