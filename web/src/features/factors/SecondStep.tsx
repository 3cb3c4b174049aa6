import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AppSetUp } from '../../api/types';
import { ListFailed } from '../../ui/list/ListStates';
import { notifyProblem } from '../../ui/notify';
import { AppDialog } from './AppDialog';
import { CodesDialog, RenewCodesDialog } from './BackupCodesDialogs';
import { FactorRow } from './FactorRow';
import { areCodesShort, codeWords, factorsQuery, isAsked, useBeginApp, useMakeCodes, type FactorState } from './factors';
import classes from './Factors.module.css';
import { TextsRow } from './TextsRow';
import { TurnOffDialog } from './TurnOffDialog';

function AppRow({ factors }: { factors: FactorState }) {
  const [setUp, setSetUp] = useState<AppSetUp | null>(null);
  const [isLeaving, setIsLeaving] = useState(false);
  const begin = useBeginApp();
  return (
    <FactorRow name="Authenticator app" isOn={factors.hasApp} detail="An app on your phone shows a new code every half minute.">
      {factors.hasApp ? (
        <Button variant="default" size="sm" onClick={() => setIsLeaving(true)}>
          Turn off
        </Button>
      ) : (
        <Button variant={isAsked(factors) ? 'default' : 'filled'} size="sm" loading={begin.isPending} onClick={() => begin.mutate(undefined, { onSuccess: setSetUp })}>
          Set up
        </Button>
      )}
      {setUp && <AppDialog setUp={setUp} onClose={() => setSetUp(null)} />}
      {isLeaving && <TurnOffDialog what="app" factors={factors} onClose={() => setIsLeaving(false)} />}
    </FactorRow>
  );
}

function CodesRow({ factors }: { factors: FactorState }) {
  const [isRenewing, setIsRenewing] = useState(false);
  const [codes, setCodes] = useState<string[] | null>(null);
  const make = useMakeCodes();
  const begin = () => (factors.codesLeft > 0 ? setIsRenewing(true) : make.mutate(undefined, { onSuccess: setCodes, onError: notifyProblem }));
  return (
    <FactorRow name="Backup codes" detail={codeWords(factors)} isUrgent={areCodesShort(factors)}>
      <Button variant="default" size="sm" loading={make.isPending} onClick={begin}>
        {factors.codesLeft > 0 ? 'Make new ones' : 'Make backup codes'}
      </Button>
      {isRenewing && <RenewCodesDialog onClose={() => setIsRenewing(false)} />}
      {codes && <CodesDialog codes={codes} onClose={() => setCodes(null)} />}
    </FactorRow>
  );
}

/** What is asked for at a sign-in besides the password. */
export function SecondStep() {
  const { data: factors, error, refetch } = useQuery(factorsQuery);
  if (error && !factors) return <ListFailed error={error} onRetry={() => void refetch()} />;
  if (!factors) return <Skeleton height={90} aria-label="Loading" aria-busy="true" />;
  return (
    <ul className={classes.factors} aria-label="Second step">
      <AppRow factors={factors} />
      <TextsRow factors={factors} />
      {isAsked(factors) && <CodesRow factors={factors} />}
    </ul>
  );
}
