import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useResourcePages } from '../../ui/list/useResourcePages';
import { notifyProblem } from '../../ui/notify';
import { useIsAdministrator } from '../auth/queries';
import { CodesDialog } from './BackupCodesDialogs';
import { FactorRow } from './FactorRow';
import { useEnableTexts, useFirstCodes, type FactorState } from './factors';
import { canTextQuery, PHONES_FIRST, phones } from './phones';
import { TurnOffDialog } from './TurnOffDialog';

/** Codes by text message: offered where they arrive, to those who may use them and have a number. */
export function TextsRow({ factors }: { factors: FactorState }) {
  const [isLeaving, setIsLeaving] = useState(false);
  const { data: canText = false } = useQuery(canTextQuery);
  const isAdministrator = useIsAdministrator();
  const primary = useResourcePages(phones, PHONES_FIRST.parameters).items?.find((phone) => phone.is_primary && phone.is_verified);
  const [codes, setCodes] = useState<string[] | null>(null);
  const enable = useEnableTexts();
  const first = useFirstCodes();
  const turnOn = () => enable.mutate(undefined, { onSuccess: (state) => first.makeFirst(state).then(setCodes), onError: notifyProblem });
  if (!factors.hasTexts && (!canText || isAdministrator)) return null;
  const detail = factors.hasTexts ? `Codes go to ${factors.textsGoTo}.` : primary ? `Codes go to ${primary.phone_number}. An app is safer.` : 'Add a phone number below first. An app is safer.';
  return (
    <FactorRow name="Text messages" isOn={factors.hasTexts} detail={detail}>
      {factors.hasTexts && (
        <Button variant="default" size="sm" onClick={() => setIsLeaving(true)}>
          Turn off
        </Button>
      )}
      {!factors.hasTexts && primary && (
        <Button variant="default" size="sm" loading={enable.isPending || first.isPending} onClick={turnOn}>
          Turn on
        </Button>
      )}
      {codes && <CodesDialog codes={codes} onClose={() => setCodes(null)} />}
      {isLeaving && <TurnOffDialog what="texts" factors={factors} onClose={() => setIsLeaving(false)} />}
    </FactorRow>
  );
}
