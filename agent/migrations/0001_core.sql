-- The core entities. Rules of this schema:
--  * every row that belongs to a tenant carries tenant_id, and row-level security is FORCED, so that even the owner
--    of the tables (the agent connects as a plain role) sees nothing without a scope;
--  * a scope is set per transaction: app.scope = 'tenant' with app.tenant_id, or 'platform', or 'auth' (sign-in only);
--  * references inside a tenant are composite (tenant_id, id): a row can't point into another tenant.

create domain opaque_id as text check (value ~ '^[0-9a-hjkmnp-tv-z]{12}$');

create function app_scope() returns text language sql stable as $$ select current_setting('app.scope', true) $$;
create function app_tenant() returns text language sql stable as $$ select nullif(current_setting('app.tenant_id', true), '') $$;
-- SECURITY: the one question of every policy.
create function app_sees(tenant text) returns boolean language sql stable as
  $$ select coalesce(app_scope() = 'platform' or (app_scope() = 'tenant' and tenant = app_tenant()), false) $$;

create table boxes (
  id opaque_id primary key,
  name text not null,
  realm text not null default 'asterisk',
  emergency_numbers text[] not null default '{112,911,999}',
  emergency_endpoint text,
  revision integer not null default 1,
  created_at timestamptz not null default now()
);

create table tenants (
  id opaque_id primary key,
  box_id opaque_id not null references boxes,
  tag text not null unique check (tag ~ '^[0-9a-hjkmnp-tv-z]{4}$'),
  name text not null,
  timezone text not null,
  ext_min integer not null check (ext_min between 10 and 999999),
  ext_max integer not null check (ext_max between 10 and 999999),
  -- a hint: no extension below it is free; always correct to lower it
  ext_next integer not null,
  quarantine_days integer not null default 30 check (quarantine_days >= 0),
  max_users integer not null default 1000,
  max_devices_per_user integer not null default 10,
  status text not null default 'active' check (status in ('active', 'suspended')),
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  check (ext_min <= ext_max)
);
create unique index tenants_name on tenants (box_id, lower(name));

create table accounts (
  id opaque_id primary key,
  name text not null,
  email text not null unique check (email = lower(email)),
  created_at timestamptz not null default now()
);

-- SECURITY: apart from accounts, so that no scope but 'auth' can read a hash, whatever a query selects.
create table account_passwords (
  account_id opaque_id primary key references accounts,
  hash text not null,
  changed_at timestamptz not null default now()
);

create table users (
  id opaque_id not null,
  tenant_id opaque_id not null references tenants,
  name text not null,
  email text,
  outbound_caller_id text,
  voicemail_enabled boolean not null default true,
  voicemail_pin_hash text,
  status text not null default 'active' check (status in ('active', 'suspended', 'deleted')),
  -- self-service, effective at once
  dnd boolean not null default false,
  forward_to text,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (id),
  check ((status = 'deleted') = (deleted_at is not null))
);
create unique index users_email on users (tenant_id, lower(email)) where status <> 'deleted' and email is not null;

-- One name space of numbers for everything that can be dialled inside a tenant. A number is in use
-- (quarantined_until null), or resting until a time ('infinity': kept for good). FR-001, FR-002, FR-004.
create table extensions (
  tenant_id opaque_id not null references tenants,
  number integer not null check (number between 10 and 999999),
  owner_kind text not null check (owner_kind in ('user', 'ring_group', 'ivr', 'queue', 'parking')),
  owner_id opaque_id not null,
  quarantined_until timestamptz,
  primary key (tenant_id, number)
);
create unique index extensions_owner on extensions (tenant_id, owner_id) where quarantined_until is null;

create table devices (
  id opaque_id not null,
  tenant_id opaque_id not null,
  user_id opaque_id not null,
  label text not null,
  sip_username text not null unique,
  -- AES-256-GCM envelope: key id, nonce, ciphertext (platform/crypto)
  secret_sealed text not null,
  secret_version integer not null default 1,
  transport text not null check (transport in ('udp', 'tcp', 'tls', 'wss')),
  nat text not null default 'auto' check (nat in ('auto', 'off')),
  codecs text[] not null check (cardinality(codecs) > 0),
  enabled boolean not null default true,
  revoked_at timestamptz,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (id),
  foreign key (tenant_id, user_id) references users (tenant_id, id)
);
create index devices_user on devices (tenant_id, user_id);

create table account_roles (
  id opaque_id primary key,
  account_id opaque_id not null references accounts,
  role text not null check (role in ('platform_admin', 'tenant_admin', 'support', 'end_user')),
  tenant_id opaque_id references tenants,
  user_id opaque_id,
  created_at timestamptz not null default now(),
  foreign key (tenant_id, user_id) references users (tenant_id, id),
  check ((role = 'platform_admin') = (tenant_id is null)),
  check ((role = 'end_user') = (user_id is not null))
);
create unique index account_roles_once on account_roles (account_id, role, coalesce(tenant_id, ''));
create unique index account_roles_user on account_roles (tenant_id, user_id) where user_id is not null;

create table sessions (
  id opaque_id primary key,
  account_id opaque_id not null references accounts,
  -- SECURITY: only the SHA-256 of the token is kept
  token_hash bytea not null unique,
  client text not null check (client in ('desktop', 'portal', 'api')),
  source text,
  user_agent text,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index sessions_account on sessions (account_id) where revoked_at is null;

-- Failed sign-ins per account and per address; the key is a hash, so that no tried e-mail is kept.
create table sign_in_limits (
  key_hash bytea primary key,
  failures integer not null,
  window_ends timestamptz not null
);

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  tenant_id opaque_id,
  actor_account_id opaque_id,
  actor_name text not null,
  actor_role text,
  session_id opaque_id,
  action text not null,
  outcome text not null check (outcome in ('done', 'denied')),
  entity_kind text not null,
  entity_id text,
  entity_name text,
  before jsonb,
  after jsonb,
  source text
);
create index audit_tenant on audit (tenant_id, id desc);
create index audit_entity on audit (tenant_id, entity_id, id desc);

-- Jobs, snapshots and diffs are kept for ever (FR-046).
create table apply_jobs (
  id opaque_id primary key,
  box_id opaque_id not null references boxes,
  tenant_id opaque_id references tenants,
  status text not null check (status in ('PENDING', 'RUNNING', 'SUCCESS', 'FAILED', 'ROLLED_BACK', 'NEEDS_HELP')),
  actor_account_id opaque_id,
  actor_name text not null,
  reason text,
  requested_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  generation bigint,
  steps jsonb not null default '[]',
  changes jsonb not null default '[]',
  warnings jsonb not null default '[]',
  error jsonb
);
create index apply_jobs_tenant on apply_jobs (tenant_id, requested_at desc);

-- What was taken, and (live_since) made live. The newest live row of a tenant is what "pending" is compared with.
create table apply_snapshots (
  id bigint generated always as identity primary key,
  job_id opaque_id not null references apply_jobs,
  box_id opaque_id not null references boxes,
  tenant_id opaque_id references tenants,
  generation bigint not null,
  model jsonb not null,
  live_since timestamptz,
  unique (job_id, tenant_id)
);
create index apply_snapshots_live on apply_snapshots (tenant_id, generation desc) where live_since is not null;

create sequence apply_generation;

-- Who holds the advisory lock of a box: a note beside the lock, true only while the lock itself is held.
create table apply_locks (
  box_id opaque_id primary key references boxes,
  holder text not null,
  job_id opaque_id,
  tenant_id opaque_id,
  since timestamptz not null default now()
);

-- The one-time code of the first platform admin; only its hash.
create table bootstrap_codes (
  code_hash bytea primary key,
  created_at timestamptz not null default now(),
  used_at timestamptz
);

-- Append-only: nobody rewrites the record, not even the agent.
create function refuse_change() returns trigger language plpgsql as
  $$ begin raise exception 'audit is append-only'; end $$;
create trigger audit_append_only before update or delete on audit for each row execute function refuse_change();
create trigger audit_no_truncate before truncate on audit execute function refuse_change();

-- Who a token belongs to, asked at every request: one round trip instead of a transaction of three. The function brings
-- its own scope; nothing comes out without the hash of a token that is neither revoked, expired nor idle for too long.
create function auth_session(token bytea, idle interval)
returns table (id text, account_id text, client text, expires_at timestamptz, name text, email text, grants json, unseen boolean)
language plpgsql as $$
begin
  -- A plain role may not write this as an option of the function. Called within a transaction it leaves no scope behind.
  perform set_config('app.scope', 'platform', true);
  return query select s.id::text, s.account_id::text, s.client, s.expires_at, a.name, a.email,
    (select coalesce(json_agg(json_build_object('role', r.role, 'tenantId', r.tenant_id, 'userId', r.user_id)
       order by r.created_at, r.id), '[]'::json) from account_roles r where r.account_id = s.account_id
       -- SECURITY: who was deleted as a person has no say left as their account.
       and not exists (select from users u where u.tenant_id = r.tenant_id and u.id = r.user_id and u.status = 'deleted')),
    s.last_seen_at < now() - interval '1 minute'
  from sessions s join accounts a on a.id = s.account_id
  where s.token_hash = token and s.revoked_at is null and s.expires_at > now() and s.last_seen_at > now() - idle;
  perform set_config('app.scope', '', true);
end $$;

-- Row-level security. FORCE: the owner of the tables obeys too.
do $$
declare t text;
begin
  foreach t in array array['users', 'extensions', 'devices'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy scoped on %I using (app_sees(tenant_id)) with check (app_sees(tenant_id))', t);
  end loop;
end $$;

alter table tenants enable row level security;
alter table tenants force row level security;
create policy seen on tenants for select using (app_sees(id) or app_scope() = 'auth');
create policy changed on tenants for update using (app_sees(id)) with check (app_sees(id));
create policy made on tenants for insert with check (app_scope() = 'platform');

alter table account_roles enable row level security;
alter table account_roles force row level security;
create policy scoped on account_roles using (app_scope() in ('platform', 'auth') or (tenant_id is not null and app_sees(tenant_id)))
  with check (app_scope() = 'platform' or (app_scope() = 'auth') or (tenant_id is not null and app_sees(tenant_id)));

alter table accounts enable row level security;
alter table accounts force row level security;
create policy seen on accounts for select using (
  app_scope() in ('platform', 'auth')
  or exists (select 1 from account_roles r where r.account_id = accounts.id and r.tenant_id = app_tenant()));
create policy made on accounts for insert with check (app_scope() in ('platform', 'auth', 'tenant'));
create policy changed on accounts for update using (app_scope() in ('platform', 'auth'));

alter table account_passwords enable row level security;
alter table account_passwords force row level security;
create policy auth_only on account_passwords using (app_scope() = 'auth') with check (app_scope() = 'auth');
-- Admins set the first password of an account that they make, and can't read or change one.
create policy made on account_passwords for insert with check (app_scope() in ('platform', 'tenant'));

alter table sessions enable row level security;
alter table sessions force row level security;
create policy auth_only on sessions using (app_scope() in ('auth', 'platform')) with check (app_scope() in ('auth', 'platform'));

alter table sign_in_limits enable row level security;
alter table sign_in_limits force row level security;
create policy auth_only on sign_in_limits using (app_scope() = 'auth') with check (app_scope() = 'auth');

alter table bootstrap_codes enable row level security;
alter table bootstrap_codes force row level security;
create policy auth_only on bootstrap_codes using (app_scope() = 'auth') with check (app_scope() = 'auth');

alter table audit enable row level security;
alter table audit force row level security;
create policy seen on audit for select using (app_scope() = 'platform' or (tenant_id is not null and app_sees(tenant_id)));
create policy made on audit for insert with check (app_scope() in ('platform', 'auth') or (tenant_id is not null and app_sees(tenant_id)));

alter table apply_jobs enable row level security;
alter table apply_jobs force row level security;
create policy scoped on apply_jobs using (app_scope() = 'platform' or (tenant_id is not null and app_sees(tenant_id)))
  with check (app_scope() = 'platform' or (tenant_id is not null and app_sees(tenant_id)));
alter table apply_snapshots enable row level security;
alter table apply_snapshots force row level security;
create policy scoped on apply_snapshots using (app_scope() = 'platform' or (tenant_id is not null and app_sees(tenant_id)))
  with check (app_scope() = 'platform' or (tenant_id is not null and app_sees(tenant_id)));
