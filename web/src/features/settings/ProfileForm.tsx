import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { api, type Versioned } from '../../api/client';
import type { ProfileChanges, User } from '../../api/types';
import type { Field, FieldName } from '../../ui/form/fields';
import { currentUserQuery } from '../auth/queries';
import { profileQuery } from './queries';
import { SettingsForm } from './SettingsForm';

const FIELDS: Field<FieldName<ProfileChanges>>[] = [{ kind: 'text', name: 'full_name', label: 'Name', description: 'What Clew calls you', longest: 255 }];
const fieldsOf = () => FIELDS;
const itself = (profile: Versioned<User>) => profile;

/** What others and Clew know of a person by name. */
export function ProfileForm() {
  const queryClient = useQueryClient();
  const router = useRouter();
  return (
    <SettingsForm
      query={profileQuery}
      fieldsOf={fieldsOf}
      versionOf={itself}
      save={async (changes, etag) => {
        const saved = await api.patchVersion<User>('/users/me', changes, etag);
        queryClient.setQueryData(currentUserQuery.queryKey, saved.item);
        return saved;
      }}
      done="Your profile is saved."
      // The pages take the user from the routes' context.
      onSaved={() => void router.invalidate()}
    />
  );
}
