import { Modal, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useSyncExternalStore, type RefObject } from 'react';
import { api } from '../../api/client';
import { confirmation } from '../../api/confirmation';
import type { FactorChallenge } from '../../api/types';
import { focusBack } from '../../lib/focus';
import { ListFailed } from '../../ui/list/ListStates';
import { ProofForm } from '../auth/ProofForm';
import { waysToConfirmQuery } from './ways';

// Over the dialog that the request may have come from.
const OVER_DIALOGS = 300;
// Until what waited is drawn again, as something that can be used.
const DRAWN_MS = 60;
// On a phone the title has two.
const TWO_LINES = { title: { lineHeight: 1.35 } };
const stay = () => undefined;

/** The focus goes back to what asked for this, which is disabled as long as it waits; or to the dialog that it stands in. */
function useFocusBackLater(opener: RefObject<HTMLElement | null>) {
  useEffect(
    () => () => {
      setTimeout(() => {
        if (document.activeElement !== document.body) return;
        const dialog = [...document.querySelectorAll<HTMLElement>('[role="dialog"]')].at(-1);
        focusBack([opener.current, dialog].filter((element) => element instanceof HTMLElement && !element.matches(':disabled')) as HTMLElement[]);
      }, DRAWN_MS);
    },
    [opener],
  );
}

function Question({ opener }: { opener: RefObject<HTMLElement | null> }) {
  useFocusBackLater(opener);
  const { data: ways, error, refetch } = useQuery(waysToConfirmQuery);
  return (
    <Modal opened centered returnFocus={false} closeOnEscape={false} zIndex={OVER_DIALOGS} styles={TWO_LINES} onClose={confirmation.decline} title="Please confirm that it is you">
      <Stack>
        <Text lh={1.6}>So that nobody else at your device can do this. You are not asked again for five minutes.</Text>
        {!ways && !error && <Skeleton height={64} aria-label="Loading" aria-busy="true" />}
        {!ways && error && <ListFailed error={error} onRetry={() => void refetch()} />}
        {ways && (
          <ProofForm
            ways={ways}
            ask={(method) => api.post<FactorChallenge>('/auth/confirm/challenge', { method })}
            answer={(proof) => confirmation.confirm(() => api.post('/auth/confirm', proof))}
            onDone={stay}
            onCancel={confirmation.decline}
          />
        )}
      </Stack>
    </Modal>
  );
}

/** Asks whoever is signed in to prove once more that it is them, whenever something waits for that. */
export function ConfirmationDialog() {
  const isAsked = useSyncExternalStore(confirmation.subscribe, confirmation.isWaiting);
  const opener = useRef<HTMLElement>(null);
  useEffect(() => {
    const onFocus = ({ target }: FocusEvent) => {
      if (!confirmation.isWaiting() && target instanceof HTMLElement) opener.current = target;
    };
    document.addEventListener('focusin', onFocus);
    return () => document.removeEventListener('focusin', onFocus);
  }, []);
  useEffect(() => {
    // Said here once, before any dialog: the one underneath would close by the same key.
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing || !confirmation.isWaiting()) return;
      event.stopImmediatePropagation();
      confirmation.decline();
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, []);
  return isAsked && <Question opener={opener} />;
}
