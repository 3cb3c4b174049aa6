-- What two people had in the first Clew, at migration 2026_11_22_0110: a row of every table.

insert into users (id, username, username_key, email, email_key, full_name, hashed_password, default_role_id)
    select lpad(n::text, 32, '0')::uuid, u.name, lower(u.name), u.name || '@example.org', lower(u.name) || '@example.org', full_name,
        '$argon2id$…', r.id
    from (values (1, 'Ann', 'Ann Äöü'), (2, 'bob', null)) u (n, name, full_name), roles r where r.name = 'user';
insert into user_roles (id, user_id, role_id, is_primary, granted_by, granted_at)
    select gen_random_uuid(), u.id, u.default_role_id, true, case u.username when 'bob' then '00000000-0000-0000-0000-000000000001'::uuid end, now() from users u;
insert into user_sessions (id, user_id, session_id, ip_address, last_accessed, expires_at)
    select gen_random_uuid(), id, md5(username), '192.0.2.1', now(), now() + interval '7 days' from users;
insert into auth_tokens (id, user_id, token_hash, token_type, name, last_used_at, expires_at)
    values (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', sha256('clew_a-token-of-the-first-days'), 'api', 'my script',
        now(), now() + interval '7 days');
insert into security_events (id, user_id, event_type, event_data, severity, ip_address)
    values (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 'signed_in', '{"from": "home"}', 'info', '192.0.2.1'),
        (gen_random_uuid(), null, 'sign_in_failed', null, 'warning', '192.0.2.2');
insert into access_audit_logs (id, user_id, resource_type, resource_id, action, permission_granted, roles_checked)
    values (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 'ai_model', null, 'create', false, '["user"]');
insert into idempotency_keys (id, user_id, key, request_digest, status, body)
    values (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 'once', '\x01', 201, '{"id": 1}');
insert into ai_models (id, name, provider, api_key, usage_type, config, key_hint, key_set_at)
    values (gen_random_uuid(), 'Mine', 'openai_compatible', '\x0102', 'general', '{"base_url": "https://example.org/v1"}', '…abcd', now());
insert into system_settings (id, key, value) values (gen_random_uuid(), 'registration', '{"open": true}');
insert into threads (id, user_id, title, title_is_manual, is_pinned, is_archived, updated_at, deleted_at, import_digest)
    values ('00000000-0000-0000-0000-000000000064', '00000000-0000-0000-0000-000000000001', 'Packing for Lisbon', true, true, false, now() - interval '3 days', null, '\xaa'),
        (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 'In the bin', false, false, false, now(), now(), null),
        (gen_random_uuid(), '00000000-0000-0000-0000-000000000002', '', false, false, true, now(), null, null);
insert into messages (id, user_id, thread_id, parent_id, role, content, thinking, status, model, input_tokens, cost_usd,
        metadata, created_at, chosen_at)
    values ('10000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000064', null, 'user', 'What do I need in May?', null,
            'complete', null, null, null, null, now() - interval '3 days', null),
        ('10000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000064', '10000000-0000-0000-0000-000000000001', 'assistant',
            'A light jacket: evenings by the river are cool.', 'Lisbon, May …', 'complete', 'Mine', 812, 0.001234, null,
            now() - interval '3 days' + interval '2 seconds', null),
        ('10000000-0000-0000-0000-000000000003', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000064', '10000000-0000-0000-0000-000000000001', 'assistant',
            'Sun cream and', null, 'interrupted', 'Mine', 812, null, '{"error": {"code": "stopped", "title": "Stopped", "detail": null}}',
            now() - interval '2 days', now());
update threads set head_message_id = '10000000-0000-0000-0000-000000000003' where id = '00000000-0000-0000-0000-000000000064';
insert into drafts (id, user_id, thread_id, content, edited_at)
    values (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000064', 'And shoes', now());
insert into queued_messages (id, user_id, thread_id, position, content, model_id)
    select gen_random_uuid(), '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000064', 0, 'Then a list', id from ai_models where name = 'Mine';
insert into thread_shares (id, user_id, thread_id, token_hash, snapshot)
    values (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000064', '\xbb', '{"title": "Packing for Lisbon"}');
insert into procrastinate_jobs (queue_name, task_name, args) values ('clew', 'write_title', '{"thread_id": "1"}');
