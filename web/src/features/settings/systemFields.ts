import type { SystemSetting } from '../../api/types';
import type { Field } from '../../ui/form/fields';

type Look = { kind: 'flag' } | { kind: 'number'; least: number; most: number; unit: string } | { kind: 'text'; longest: number };

interface Words {
  label: string;
  description: string;
}

/** How the settings are asked for that this client knows; one of a newer server looks as its default does. */
const LOOKS: Record<string, Words & Look> = {
  'registration.open': { label: 'Anybody may make an account', description: 'Otherwise people need an invitation.', kind: 'flag' },
  'sessions.days': { label: 'Stay signed in for', description: 'Sessions that are open keep their time.', kind: 'number', least: 1, most: 365, unit: 'days' },
  'tokens.days': { label: 'API tokens last for', description: 'Those that are made from now on.', kind: 'number', least: 1, most: 3650, unit: 'days' },
};

// A dot would make it a part of an object.
const nameOf = (key: string) => key.replaceAll('.', '/');
const keyOf = (name: string) => name.replaceAll('/', '.');

function lookOf({ key, description, default: value }: SystemSetting): Words & Look {
  const known = LOOKS[key];
  if (known) return known;
  const words = { label: key, description };
  if (typeof value === 'boolean') return { ...words, kind: 'flag' };
  if (typeof value === 'number') return { ...words, kind: 'number', least: 0, most: Number.MAX_SAFE_INTEGER, unit: '' };
  return { ...words, kind: 'text', longest: 1000 };
}

function defaultWords({ default: value }: SystemSetting, look: Look): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return look.kind === 'number' ? `${String(value)} ${look.unit}`.trim() : String(value);
}

/** A field for each setting that can be shown in one. */
export function systemFields(settings: readonly SystemSetting[]): Field[] {
  return settings
    .filter(({ default: value }) => ['boolean', 'number', 'string'].includes(typeof value))
    .map((setting) => {
      const look = lookOf(setting);
      const description = setting.is_default ? look.description : `${look.description} Unless changed: ${defaultWords(setting, look)}.`;
      return { ...look, name: nameOf(setting.key), description, ...(look.kind !== 'flag' && { required: 'It needs a value' }) };
    });
}

export const systemValues = (settings: readonly SystemSetting[]) => Object.fromEntries(settings.map(({ key, value }) => [nameOf(key), value]));

/** As the server takes several at once. */
export const systemChanges = (changes: Record<string, unknown>) => Object.entries(changes).map(([name, value]) => ({ key: keyOf(name), value }));

/** What the server says of the item of that number, said of its field. */
export function fieldOfItem(items: readonly { key: string }[], path: string): string {
  const number = /^items\.(\d+)\b/.exec(path)?.[1];
  const item = number === undefined ? undefined : items[Number(number)];
  return item ? nameOf(item.key) : path;
}
