import { Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { authStatusQuery } from '../../features/auth/queries';
import { Invitations } from '../../features/invitations/Invitations';
import { SettingsSection } from '../../features/settings/SettingsSection';

export function InvitationsPage() {
  const isOpen = useQuery(authStatusQuery).data?.registration_open;
  return (
    <SettingsSection title="Invitations">
      {isOpen !== undefined && (
        <Text size="sm" c="dimmed" lh={1.6} mt="-0.75rem">
          {isOpen ? 'Anybody can make an account here now, with or without an invitation. ' : 'Nobody can make an account here without an invitation. '}
          <Anchor renderRoot={(props) => <Link to="/admin/server" {...props} />} inherit>
            Change that in the server settings
          </Anchor>
        </Text>
      )}
      <Invitations />
    </SettingsSection>
  );
}
