import type { ApiResource } from '../../api/types';

/** How far a token reaches: as far as its maker, over everything without changing it, or to what was chosen. */
export type Reach = 'all' | 'read' | 'chosen';
export type Level = 'read' | 'change';

export const AREAS = {
  chats: 'Chats',
  todos: 'Todos and reminders',
  memories: 'Memories',
  documents: 'Documents',
  projects: 'Projects',
  personas: 'Personas',
  models: 'Models',
  services: 'Other services',
  usage: 'Usage',
  account: 'My account',
  administration: 'Administration',
} as const;
export type Area = keyof typeof AREAS;

/** What belongs to each; null where nobody needs a token. The compiler asks for every resource of the API. */
const AREA_OF: Record<ApiResource, Area | null> = {
  'access-audit-logs': 'account',
  'ai-models': 'models',
  'analytics-events': 'usage',
  'api-tokens': 'account',
  auth: null,
  'chat-sessions': 'projects',
  commits: 'projects',
  'conversation-memories': 'memories',
  database: 'administration',
  documents: 'documents',
  events: 'chats',
  interviews: 'projects',
  invitations: 'administration',
  mails: 'administration',
  memories: 'memories',
  'memory-context-items': 'memories',
  messages: 'chats',
  mfa: 'account',
  'module-states': 'personas',
  modules: 'personas',
  'oauth-integrations': 'services',
  passkeys: 'account',
  permissions: 'administration',
  personas: 'personas',
  phones: 'account',
  projects: 'projects',
  prompts: 'projects',
  reminders: 'todos',
  'role-permissions': 'administration',
  roles: 'administration',
  'security-events': 'account',
  sessions: 'account',
  shared: null,
  'sms-router-configs': 'administration',
  'sms-usage-logs': 'usage',
  'system-settings': 'administration',
  tasks: 'projects',
  'thread-states': 'personas',
  threads: 'chats',
  todos: 'todos',
  'trusted-devices': 'account',
  'user-roles': 'administration',
  'user-settings': 'account',
  users: 'account',
};

const areas = Object.keys(AREAS) as Area[];
const resourcesOf = (area: Area) => Object.entries(AREA_OF).flatMap(([resource, of]) => (of === area ? [resource] : []));
const ACTIONS: Record<Level, string> = { read: 'read', change: '*' };

export type Choice = Partial<Record<Area, Level>>;

/** As the server takes it; null for whatever its maker may. */
export function scopesOf(reach: Reach, choice: Choice): string[] | null {
  if (reach === 'all') return null;
  if (reach === 'read') return ['*:read'];
  return areas.flatMap((area) => {
    const level = choice[area];
    return level ? resourcesOf(area).map((resource) => `${resource}:${ACTIONS[level]}`) : [];
  });
}

const LEVELS = { change: 'May change', read: 'May read' } as const;

/** What a token may do, in words; what fits no area is said as it stands. */
export function scopeWords(scopes: readonly string[] | null): string[] {
  if (scopes === null || scopes.includes('*:*')) return ['May do all that you may'];
  const rest = new Set(scopes);
  const words = rest.delete('*:read') ? ['May read everything'] : [];
  for (const level of ['change', 'read'] as const) {
    const whole = areas.filter((area) => resourcesOf(area).every((resource) => rest.has(`${resource}:${ACTIONS[level]}`)));
    for (const resource of whole.flatMap(resourcesOf)) rest.delete(`${resource}:${ACTIONS[level]}`);
    if (whole.length > 0) words.push(`${LEVELS[level]}: ${whole.map((area) => AREAS[area]).join(', ')}`);
  }
  return [...words, ...rest];
}
