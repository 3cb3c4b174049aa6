import type { UserSettingsChanges } from '../../api/types';
import type { Field, FieldName, Option } from '../../ui/form/fields';

const LANGUAGES = ['ar', 'cs', 'da', 'de', 'el', 'en', 'en-GB', 'es', 'fi', 'fr', 'he', 'hi', 'hu', 'id', 'it', 'ja', 'ko', 'nl', 'no', 'pl', 'pt', 'pt-BR', 'ro', 'ru', 'sv', 'th', 'tr', 'uk', 'vi', 'zh-Hans', 'zh-Hant'];

/** Each by its own name for itself. */
function languageOptions(): Option[] {
  return LANGUAGES.map((value) => ({ value, label: new Intl.DisplayNames([value], { type: 'language' }).of(value) ?? value }));
}

function timeZoneOptions(): Option[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map((value) => ({ value, label: value.replaceAll('_', ' ') }));
}

const CHANNELS = [
  { value: 'in_app', label: 'In Clew' },
  { value: 'push', label: 'Push' },
  { value: 'email', label: 'Email' },
  { value: 'sms', label: 'SMS' },
];

export function preferenceFields(): Field<FieldName<UserSettingsChanges>>[] {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [
    { kind: 'choice', name: 'time_zone', label: 'Time zone', description: `This device is in ${here.replaceAll('_', ' ')}`, options: timeZoneOptions(), isSearchable: true, isHalf: true },
    { kind: 'choice', name: 'language', label: 'Language', description: 'That you would like to be answered in', options: languageOptions(), isSearchable: true, isHalf: true },
    { kind: 'choices', name: 'notification_channels', label: 'Reminders come', options: CHANNELS },
    { kind: 'clock', name: 'quiet_hours.start', label: 'Quiet from', description: 'Nothing rings then', isHalf: true },
    { kind: 'clock', name: 'quiet_hours.end', label: 'Quiet until', description: 'In your time zone', isHalf: true },
    { kind: 'flag', name: 'memory_enabled', label: 'Remember what I say', description: 'Clew learns about you from your chats. What it knows stands under Memories.' },
  ];
}
