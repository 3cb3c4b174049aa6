// The names the client uses for what travels over the wire. Features import from here only, so that
// the generated schema stands behind one file.

export type Role = 'user' | 'assistant' | 'system' | 'tool';
export type MessageStatus = 'streaming' | 'complete' | 'interrupted' | 'failed';

export interface AuthStatus {
  has_owner: boolean;
  registration_open: boolean;
}

export interface User {
  id: string;
  username: string;
  email: string;
  full_name: string | null;
  roles: string[];
  created_at: string;
}

export interface Registration {
  username: string;
  email: string;
  password: string;
  full_name?: string;
  setup_token?: string;
}

export interface Credentials {
  username: string;
  password: string;
}

export interface SignedIn {
  user: User;
}

export interface Thread {
  id: string;
  title: string | null;
  title_is_manual: boolean;
  is_pinned: boolean;
  is_archived: boolean;
  head_message_id: string | null;
  created_at: string;
  updated_at: string;
}

export interface AnswerError {
  code: string;
  title: string;
  detail: string | null;
}

export interface Message {
  id: string;
  thread_id: string;
  parent_id: string | null;
  role: Role;
  content: string;
  thinking: string | null;
  status: MessageStatus;
  model: string | null;
  input_tokens: number | null;
  output_tokens: number | null;
  error: AnswerError | null;
  created_at: string;
  sibling_ids: string[];
}

export interface Turn {
  user_message_id: string;
  message_id: string;
}

export interface AiModel {
  id: string;
  name: string;
  provider: string;
  is_active: boolean;
}

export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

export interface BranchPage {
  items: Message[];
  next_before: string | null;
}
