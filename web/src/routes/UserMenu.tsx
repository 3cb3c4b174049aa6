import { Avatar, Menu, UnstyledButton, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { Link, useRouteContext } from '@tanstack/react-router';
import { useSignOut } from '../features/auth/queries';
import { COLOR_SCHEMES } from '../ui/colorSchemes';
import { SettingsIcon, SignOutIcon } from '../ui/icons';
import { notifyProblem } from '../ui/notify';
import classes from './Sidebar.module.css';
import { useSidebar } from './SidebarContext';

export function UserMenu() {
  const { user } = useRouteContext({ from: '/app' });
  const { leave } = useSidebar();
  const signOut = useSignOut();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const name = user.full_name || user.username;
  return (
    <Menu position="top-start" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.user ?? ''} aria-label={`Account of ${name}`}>
          <Avatar size={30} radius="xl" color="thread" name={name} />
          <span className={classes.name}>{name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Appearance</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(value as MantineColorScheme)}>
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
        <Menu.Item leftSection={<SignOutIcon />} onClick={() => signOut.mutate(undefined, { onError: notifyProblem })}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
