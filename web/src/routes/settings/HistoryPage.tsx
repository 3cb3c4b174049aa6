import { SegmentedControl } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { OwnDecisions } from '../../features/security/Decisions';
import { OwnEvents } from '../../features/security/Events';
import { SettingsSection } from '../../features/settings/SettingsSection';

const PAGES = [
  { value: '/settings/history', label: 'Your account' },
  { value: '/settings/history/decisions', label: 'What you asked for' },
] as const;

function PageChoice({ page }: { page: (typeof PAGES)[number]['value'] }) {
  const navigate = useNavigate();
  return (
    <SegmentedControl
      w="fit-content"
      aria-label="Which history"
      data={[...PAGES]}
      value={page}
      // Not what the other list was asked for.
      onChange={(to) => void navigate({ to, search: {} })}
    />
  );
}

/** What happened to one's own account. */
export function HistoryPage() {
  return (
    <SettingsSection title="What happened" lead="All that matters to the safety of your account. Was something not you? Change your password.">
      <PageChoice page="/settings/history" />
      <OwnEvents />
    </SettingsSection>
  );
}

/** What one's roles were asked about. */
export function OwnDecisionsPage() {
  return (
    <SettingsSection title="What you asked for" lead="What reaches beyond your own things is decided by your roles, and written down.">
      <PageChoice page="/settings/history/decisions" />
      <OwnDecisions />
    </SettingsSection>
  );
}
