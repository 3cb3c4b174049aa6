const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export type DayGroup = 'Today' | 'Yesterday' | 'Last 7 days' | 'Earlier';

function startOfDay(moment: Date): number {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}

export function dayGroup(timestamp: string, now: Date): DayGroup {
  // Rounded, because a day of 23 or 25 hours must still count as one.
  const days = Math.round((startOfDay(now) - startOfDay(new Date(timestamp))) / DAY);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return days <= 7 ? 'Last 7 days' : 'Earlier';
}

const formatTime = (moment: Date) => moment.toLocaleTimeString([], { timeStyle: 'short' });

export function formatMoment(timestamp: string, now = new Date()): string {
  const moment = new Date(timestamp);
  const time = formatTime(moment);
  if (dayGroup(timestamp, now) === 'Today') return time;
  return `${moment.toLocaleDateString([], { day: 'numeric', month: 'short' })}, ${time}`;
}

export function formatDate(timestamp: string, now = new Date()): string {
  const moment = new Date(timestamp);
  const isThisYear = moment.getFullYear() === now.getFullYear();
  return moment.toLocaleDateString([], { day: 'numeric', month: 'short', ...(!isThisYear && { year: 'numeric' }) });
}

/** The day in the words that people use of days near by, with the time unless it is midnight. */
export function relativeDay(timestamp: string, now = new Date()): string {
  const moment = new Date(timestamp);
  const days = Math.round((startOfDay(moment) - startOfDay(now)) / DAY);
  const near = ['yesterday', 'today', 'tomorrow'][days + 1];
  const day = near ?? (days > 1 && days < 7 ? moment.toLocaleDateString([], { weekday: 'long' }) : formatDate(timestamp, now));
  const isMidnight = moment.getHours() === 0 && moment.getMinutes() === 0;
  return isMidnight ? day : `${day}, ${formatTime(moment)}`;
}

/** How long it is until then, in one unit, rounded down: what is promised is there at least that long. */
export function timeUntil(timestamp: string, now = Date.now()): string {
  const left = new Date(timestamp).getTime() - now;
  if (left < MINUTE) return 'a moment';
  if (left < HOUR) return `${Math.floor(left / MINUTE)} min`;
  if (left < 2 * DAY) return `${Math.floor(left / HOUR)} h`;
  return `${Math.floor(left / DAY)} days`;
}

export function daysAfter(timestamp: string, days: number): string {
  return new Date(new Date(timestamp).getTime() + days * DAY).toISOString();
}

export function formatFullMoment(timestamp: string): string {
  return new Date(timestamp).toLocaleString([], { dateStyle: 'full', timeStyle: 'short' });
}
