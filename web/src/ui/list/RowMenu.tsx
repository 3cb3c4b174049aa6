import { ActionIcon, Menu } from '@mantine/core';
import { shorten } from '../../lib/text';
import { DotsIcon } from '../icons';
import type { RowAction } from './columns';
import classes from './ResourceList.module.css';

export function RowMenu({ name, actions }: { name: string; actions: RowAction[] }) {
  if (actions.length === 0) return null;
  return (
    <Menu position="bottom-end" width={200} withinPortal>
      <Menu.Target>
        <ActionIcon className={classes.menu ?? ''} variant="subtle" color="gray" size={30} aria-label={`Options for “${shorten(name)}”`}>
          <DotsIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map(({ label, icon, isDanger, run }) => (
          <Menu.Item key={label} leftSection={icon} {...(isDanger && { color: 'var(--clew-danger)' })} onClick={run}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
