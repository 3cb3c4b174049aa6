// The names the client uses for what travels over the wire. Features import from here only, so that
// the generated schema stands behind one file.
import type { components } from './schema';

type Schemas = components['schemas'];

export type Problem = Schemas['Problem'];
export type FieldError = Schemas['FieldError'];

export type AuthStatus = Schemas['InstanceStatus'];
export type Registration = Schemas['Registration'];
export type Credentials = Schemas['SignIn'];
export type SignedIn = Schemas['SignedIn'];
export type User = Schemas['UserResponse'];
export type ProfileChanges = Schemas['ProfileUpdate'];

export type Thread = Schemas['ThreadResponse'];
export type ThreadPage = Schemas['ThreadList'];
export type BranchPage = Schemas['Branch'];
export type Message = Schemas['BranchMessage'];
/** A message by itself, without its siblings. */
export type MessageRecord = Schemas['MessageResponse'];
export type MessageStatus = Schemas['MessageStatus'];
export type AnswerError = Schemas['MessageError'];
export type Turn = Schemas['TurnResponse'];
export type Regeneration = Schemas['Regeneration'];

export type AiModel = Schemas['AIModelResponse'];
export type AiModelPage = Schemas['AIModelList'];
