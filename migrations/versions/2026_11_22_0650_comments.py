"""What the tables and columns of before are, for whoever administers the database."""

import sqlalchemy as sa
from alembic import op
from migrations.parts import time

revision = "2026_11_22_0650"
down_revision = "2026_11_22_0640"
branch_labels = None
depends_on = None

SHARED = {
    "id": "UUID version 7, made by the application.",
    "user_id": "Whose row it is.",
    "created_at": "When the row was written.",
    "updated_at": "When it was last changed.",
    "revision": "Counts the changes; guards against lost updates.",
}
COMMENTS = {
    "ai_models": {
        "": "One model: where it is, how it is called, and for what it is used.",
        "name": "What people choose it by.",
        "provider": "Who runs it, and with it how one speaks to it.",
        "usage_type": "What it is used for.",
        "is_active": "Whether it may be used.",
        "key_set_at": "When the key was last set.",
    },
    "permissions": {
        "": "One action on one type of resource; `name` is `resource_type:action`.",
        "name": "resource_type:action.",
        "resource_type": "What it is about.",
        "action": "What may be done with it.",
        "description": "What it allows, in words.",
    },
    "roles": {
        "": "A set of permissions; it has those of its ancestors too.",
        "name": "What it is called.",
        "description": "Who it is for.",
        "parent_role_id": "The role whose permissions it has, too.",
    },
    "system_settings": {
        "": "One setting of the whole instance.",
        "key": "The name of the setting.",
        "value": "Its value, in the form that its key asks for.",
        "description": "What it decides.",
    },
    "role_permissions": {
        "": "That a role has a permission.",
        "role_id": "The role that has it.",
        "permission_id": "What the role may do.",
    },
    "users": {
        "": "A person with an account.",
        "email": "As given; compared through email_key.",
        "full_name": "What the person wants to be called.",
        "is_active": "Whether they may sign in.",
        "is_verified": "Whether the email address is theirs.",
        "last_login": "When they last signed in.",
        "failed_login_attempts": "Failed sign-ins since the last that worked.",
        "locked_until": "Until when nobody may sign in.",
        "default_role_id": "The role given back when no assignment is left.",
        "role_assigned_at": "When the primary role was given.",
        "role_assigned_by": "Who gave the primary role.",
    },
    "access_audit_logs": {
        "": "One decision of the gate.",
        "user_id": "Who asked; null once the account is closed.",
        "resource_type": "What was asked for.",
        "resource_id": "Which one.",
        "action": "What was to be done with it.",
        "permission_granted": "What was decided.",
        "roles_checked": "The roles that were looked at.",
        "ip_address": "From where.",
        "user_agent": "With which program.",
    },
    "auth_tokens": {
        "": "A token of a program or a link; only its digest is kept.",
        "token_type": "What it is for.",
        "name": "What the person calls it.",
        "scopes": "What it may be used for.",
        "family_id": "The tokens that came out of one sign-in.",
        "expires_at": "Until when it works.",
        "spent_at": "When it was used up.",
        "is_revoked": "Whether it was taken back.",
        "last_used_at": "When it was last used, to the minute.",
    },
    "idempotency_keys": {
        "": "What was answered to a request that carried this key.",
        "key": "The key that came with the request.",
        "request_digest": "SHA-256 of method, path and body.",
        "status": "The HTTP status of the answer.",
        "body": "The body of the answer.",
    },
    "security_events": {
        "": "Something that matters to the safety of an account, or to nobody's in particular.",
        "user_id": "Who it is about; null for nobody, or once the account is closed.",
        "event_type": "What happened.",
        "event_data": "Details that depend on the type.",
        "severity": "How much it matters.",
        "ip_address": "From where.",
        "user_agent": "With which program.",
    },
    "user_roles": {
        "": "That a person has a role, since when, from whom and until when.",
        "role_id": "The role that they have.",
        "is_primary": "Whether it is shown as theirs; at most one is.",
        "granted_by": "Who gave it.",
        "granted_at": "When it was given.",
        "expires_at": "Until when it counts.",
    },
    "user_sessions": {
        "": "One signed-in browser.",
        "device_info": "What is known of the device.",
        "ip_address": "From where it was last used.",
        "user_agent": "With which program.",
        "last_accessed": "When it was last used, to the minute.",
        "expires_at": "Until when it works.",
        "is_active": "Whether it works still.",
    },
    "threads": {
        "": "One conversation of one person.",
        "title": "What it is called; empty until it has a name.",
        "title_is_manual": "Whether a person named it; then it is never renamed by itself.",
        "provider_type": "Who ran the model of its last answer.",
        "metadata": "What else is known about it.",
        "is_pinned": "Whether it stays at the top of the list.",
        "is_archived": "Whether it is out of the list.",
        "is_temporary": "Whether it goes by itself.",
        "is_queue_paused": "Whether what waits in the queue is held back.",
        "search": "The words of the title, for search.",
        "updated_at": "When something was last said in it.",
    },
    "drafts": {
        "": "What stands in the composer of a thread.",
        "thread_id": "The thread that it is written for.",
        "content": "What stands in the composer.",
        "edited_at": "When it was typed, by the clock of the device.",
    },
    "messages": {
        "": "What one side said. `parent_id` makes a tree: an edit or another answer is a sibling, nothing is lost.",
        "thread_id": "The thread that it stands in.",
        "parent_id": "The message that it follows.",
        "role": "Who said it.",
        "content": "What was said.",
        "message_type": "What kind of message, where the role does not say.",
        "tool_name": "The tool that was called.",
        "tool_success": "Whether the tool did what it was asked to.",
        "status": "How far an answer has come, or how it ended.",
        "model": "The model that answered.",
        "input_tokens": "Tokens that the model read.",
        "output_tokens": "Tokens that the model wrote.",
        "cost_usd": "What it cost, in US dollars.",
        "metadata": "The error of a failed answer, and what else is known.",
        "search": "The words of the content, for search.",
    },
    "queued_messages": {
        "": "A message that is said when the present answer is complete.",
        "thread_id": "The thread that it waits for.",
        "position": "Its place in the queue.",
        "content": "What will be said.",
        "model_id": "The model that is to answer.",
    },
    "thread_shares": {
        "": "What somebody with the link sees: a copy, so that what is said later stays private.",
        "thread_id": "The thread that it shows.",
        "token_hash": "SHA-256 of the token in the link.",
        "snapshot": "What is shown.",
        "expires_at": "Until when the link works; null for ever.",
        "revoked_at": "Since when it no longer works.",
    },
}
"""By table and column; "" is the table itself."""


def upgrade() -> None:
    op.add_column("role_permissions", time("created_at", SHARED["created_at"]))
    describe(is_told=True)


def downgrade() -> None:
    describe(is_told=False)
    op.drop_column("role_permissions", "created_at")


def describe(*, is_told: bool) -> None:
    columns = sa.inspect(op.get_bind()).get_columns
    for table, comments in COMMENTS.items():
        op.execute(f"comment on table {table} is {literal(comments[''] if is_told else None)}")
        told = SHARED | comments
        for column in (str(one["name"]) for one in columns(table)):
            if column in told:
                op.execute(f"comment on column {table}.{column} is {literal(told[column] if is_told else None)}")


def literal(comment: str | None) -> str:
    return "null" if comment is None else "'" + comment.replace("'", "''") + "'"
