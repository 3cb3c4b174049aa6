import { Avatar, Menu, UnstyledButton, type MantineColorScheme } from '@mantine/core';
import { Link, useRouteContext } from '@tanstack/react-router';
import { useIsAdministrator, useSignOut } from '../features/auth/queries';
import { useDialogs, type Dialog } from '../features/dialogs/context';
import { useAppearance } from '../features/settings/appearance';
import { COLOR_SCHEMES } from '../ui/colorSchemes';
import { ArchiveIcon, KeyboardIcon, SettingsIcon, ShieldIcon, SignOutIcon, TrashIcon, UploadIcon } from '../ui/icons';
import { notifyProblem } from '../ui/notify';
import classes from './Sidebar.module.css';
import { useSidebar } from './SidebarContext';

export function UserMenu() {
  const { user } = useRouteContext({ from: '/app' });
  const { leave } = useSidebar();
  const isAdministrator = useIsAdministrator();
  const signOut = useSignOut();
  const { colorScheme, choose } = useAppearance();
  const { open } = useDialogs();
  const name = user.full_name || user.username;
  const show = (dialog: Dialog) => {
    leave();
    open(dialog);
  };
  return (
    <Menu position="top-start" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.user ?? ''} aria-label={`Account of ${name}`}>
          <Avatar size={30} radius="xl" color="thread" name={name} />
          <span className={classes.name}>{name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<ArchiveIcon />} renderRoot={(props) => <Link to="/archive" {...props} />} onClick={leave}>
          Archive
        </Menu.Item>
        <Menu.Item leftSection={<TrashIcon />} renderRoot={(props) => <Link to="/bin" {...props} />} onClick={leave}>
          Bin
        </Menu.Item>
        <Menu.Item leftSection={<UploadIcon />} onClick={() => show({ name: 'import' })}>
          Import chats…
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Appearance</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => choose(value as MantineColorScheme)}>
          {COLOR_SCHEMES.map(({ value, label, icon }) => (
            <Menu.RadioItem key={value} value={value}>
              <span className={classes.scheme}>
                {icon}
                {label}
              </span>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<SettingsIcon />} renderRoot={(props) => <Link to="/settings" {...props} />} onClick={leave}>
          Settings
        </Menu.Item>
        {isAdministrator && (
          <Menu.Item leftSection={<ShieldIcon />} renderRoot={(props) => <Link to="/admin" {...props} />} onClick={leave}>
            Administration
          </Menu.Item>
        )}
        <Menu.Item leftSection={<KeyboardIcon />} onClick={() => show({ name: 'shortcuts' })}>
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Item leftSection={<SignOutIcon />} onClick={() => signOut.mutate(undefined, { onError: notifyProblem })}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
