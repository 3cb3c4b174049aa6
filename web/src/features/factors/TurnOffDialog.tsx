import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { notifyProblem } from '../../ui/notify';
import { useDisableApp, useDisableTexts, type FactorState } from './factors';

const QUESTIONS = { app: 'Turn the authenticator app off?', texts: 'Turn codes by text message off?' };

interface TurnOffDialogProps {
  what: 'app' | 'texts';
  factors: FactorState;
  onClose: () => void;
}

/** Asks before a second step ends, and says what ends with it. */
export function TurnOffDialog({ what, factors, onClose }: TurnOffDialogProps) {
  const leave = { app: useDisableApp(), texts: useDisableTexts() }[what];
  const isLast = !(factors.hasApp && factors.hasTexts);
  return (
    <ConfirmDialog title={QUESTIONS[what]} refusal="Keep it on" action="Turn off" isPending={leave.isPending} onConfirm={() => leave.mutate(undefined, { onSuccess: onClose, onError: notifyProblem })} onClose={onClose}>
      {isLast && 'Your password alone lets you in then, and your backup codes end. '}
      All your other devices are signed out, and your API tokens are revoked.
    </ConfirmDialog>
  );
}
