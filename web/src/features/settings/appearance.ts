import { useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../../api/client';
import type { UserSettings } from '../../api/types';
import { notifyProblem } from '../../ui/notify';
import { userSettingsQuery } from './queries';

type Theme = UserSettings['theme'];

const SCHEMES: Record<Theme, MantineColorScheme> = { light: 'light', dark: 'dark', system: 'auto' };
const THEMES: Record<MantineColorScheme, Theme> = { light: 'light', dark: 'dark', auto: 'system' };

/** How Clew looks: at once here, and from then on wherever this person is signed in. */
export function useAppearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const queryClient = useQueryClient();
  const { queryKey } = userSettingsQuery;
  const { mutate: save } = useMutation({
    mutationFn: (theme: Theme) => api.patchVersion<UserSettings>('/user-settings/me', { theme }, null),
    onMutate: async (theme) => {
      // What is on its way is older than this.
      await queryClient.cancelQueries({ queryKey });
      queryClient.setQueryData(queryKey, (known) => known && { ...known, item: { ...known.item, theme } });
    },
    onSuccess: (saved) => queryClient.setQueryData(queryKey, saved),
    onError: notifyProblem,
  });
  const choose = (scheme: MantineColorScheme) => {
    setColorScheme(scheme);
    save(THEMES[scheme]);
  };
  return { colorScheme, choose };
}

/** Has this browser look as was chosen in another one. */
export function useSavedAppearance(): void {
  const { setColorScheme } = useMantineColorScheme();
  const settings = useQuery(userSettingsQuery).data?.item;
  // Who has never chosen anything keeps what this browser has.
  const theme = settings?.updated_at ? settings.theme : undefined;
  useEffect(() => {
    if (theme !== undefined) setColorScheme(SCHEMES[theme]);
  }, [theme, setColorScheme]);
}
