// The names the client uses for what travels over the wire. Features import from here only, so that
// the generated schema stands behind one file.
import type { components, paths } from './schema';

type Schemas = components['schemas'];

export type Problem = Schemas['Problem'];
export type FieldError = Schemas['FieldError'];

export type AuthStatus = Schemas['InstanceStatus'];
export type Registration = Schemas['Registration'];
export type Credentials = Pick<Schemas['SignIn'], 'username' | 'password'>;
export type PendingSignIn = Schemas['PendingSignIn'];
export type FactorChallenge = Schemas['ChallengeResponse'];
export type ConfirmMethod = Schemas['ConfirmMethod'];
export type MfaConfiguration = Schemas['MFAConfigurationResponse'];
export type MfaConfigurationPage = Schemas['MFAConfigurationList'];
export type PasskeyPage = Schemas['PasskeyList'];
export type SignedIn = Schemas['SignedIn'];
export type User = Schemas['UserResponse'];
export type ProfileChanges = Schemas['UserUpdate'];
export type Role = Schemas['RoleResponse'];
export type RolePage = Schemas['RoleList'];
export type RoleCreation = Schemas['RoleCreate'];
export type RoleChanges = Schemas['RoleUpdate'];
export type Permission = Schemas['PermissionResponse'];
export type PermissionCreation = Schemas['PermissionCreate'];
export type PermissionChanges = Schemas['PermissionUpdate'];
export type UserRole = Schemas['UserRoleResponse'];
export type UserRoleCreation = Schemas['UserRoleCreate'];
export type UserRoleChanges = Schemas['UserRoleUpdate'];
export type Access = Schemas['AccessResponse'];
export type AccessReason = Schemas['Reason'];
export type Invitation = Schemas['InvitationResponse'];
export type InvitationCreation = Schemas['InvitationCreate'];
export type NewInvitation = Schemas['InvitationCreated'];
export type Mail = Schemas['MailResponse'];
export type MailText = Schemas['MailDetail'];
export type SecurityEvent = Schemas['SecurityEventResponse'];
export type Severity = Schemas['Severity'];
export type Decision = Schemas['AccessAuditLogResponse'];
export type SignedInDevice = Schemas['UserSessionResponse'];
export type ApiToken = Schemas['ApiTokenResponse'];
export type ApiTokenCreation = Schemas['ApiTokenCreate'];
export type ApiTokenChanges = Schemas['ApiTokenUpdate'];
export type NewApiToken = Schemas['ApiTokenCreated'];
export type AppSetUp = Schemas['TotpSetUp'];
export type BackupCodes = Schemas['BackupCodes'];
export type Passkey = Schemas['PasskeyResponse'];
export type PasskeyChanges = Schemas['PasskeyUpdate'];
export type PasskeyOptions = Schemas['PasskeyOptions'];
export type Phone = Schemas['PhoneResponse'];
export type PhoneChallenge = Schemas['PhoneChallenge'];
export type TrustedDevice = Schemas['TrustedDeviceResponse'];

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
export type AiModelCreation = Schemas['AIModelCreate'];
export type AiModelChanges = Schemas['AIModelUpdate'];
export type AiModelTrial = Schemas['AIModelTestResponse'];
export type ModelConfig = Schemas['ModelConfig'];
export type DiscoveredModels = Schemas['DiscoveredModels'];

export type Draft = Schemas['DraftResponse'];
export type Queue = Schemas['Queue'];
export type QueuedMessage = Schemas['QueuedMessageResponse'];
export type Usage = Schemas['UsageResponse'];

export type SearchHit = Schemas['Hit'];
export type SearchPage = Schemas['HitList'];
export type SnippetPart = Schemas['SnippetPart'];
export type Share = Schemas['ShareResponse'];
export type SharePage = Schemas['ShareList'];
export type ShareRequest = Schemas['ShareCreate'];
export type NewShare = Schemas['ShareMade'];
export type Shared = Schemas['Shared'];
export type SharedMessage = Schemas['SharedMessage'];
export type ThreadChanges = Schemas['ThreadUpdate'];

export type Todo = Schemas['TodoResponse'];
export type TodoCreation = Schemas['TodoCreate'];
export type TodoChanges = Schemas['TodoUpdate'];
export type Memory = Schemas['MemoryResponse'];
export type MemoryCreation = Schemas['MemoryCreate'];
export type MemoryChanges = Schemas['MemoryUpdate'];
export type Project = Schemas['ProjectResponse'];
export type ProjectCreation = Schemas['ProjectCreate'];
export type ProjectChanges = Schemas['ProjectUpdate'];
export type Database = Schemas['DatabaseResponse'];
export type DatabaseTable = Schemas['TableResponse'];
export type UserSettings = Schemas['UserSettingsResponse'];
export type UserSettingsChanges = Schemas['UserSettingsUpdate'];
export type SystemSetting = Schemas['SystemSettingResponse'];
export type SystemSettingPage = Schemas['SystemSettingList'];

/** The first word of each address of the API. */
export type ApiResource = FirstWord<keyof paths>;
type FirstWord<Path> = Path extends `/api/v1/${infer Rest}` ? (Rest extends `${infer Word}/${string}` ? Word : Rest) : never;
