-- Trunks: the links to carriers, of the box (tenant_id null) or one tenant's own. FR-021, FR-022.

create table trunks (
  id opaque_id primary key,
  box_id opaque_id not null references boxes,
  tenant_id opaque_id references tenants,
  name text not null,
  kind text not null check (kind in ('registration', 'ip')),
  host text not null,
  port integer check (port between 1 and 65535),
  transport text not null check (transport in ('udp', 'tcp', 'tls')),
  from_user text,
  from_domain text,
  -- Who sends from there is taken for this trunk, without a password (kind ip).
  match_addresses text[] not null default '{}',
  codecs text[] not null check (cardinality(codecs) > 0),
  caller_id jsonb not null,
  called jsonb not null,
  inbound jsonb not null,
  channel_limit integer check (channel_limit > 0),
  allow_private boolean not null default false,
  enabled boolean not null default true,
  -- Counts up with each change of user name or password; null: there are none.
  credentials_version integer,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  check (kind = 'ip' or cardinality(match_addresses) = 0)
);
create unique index trunks_name on trunks (box_id, coalesce(tenant_id, ''), lower(name));
create index trunks_tenant on trunks (tenant_id);
alter table trunks enable row level security;
alter table trunks force row level security;
-- SECURITY: a tenant sees its own and, to read alone, those of the box.
create policy seen on trunks for select using (
  app_scope() = 'platform' or (tenant_id is not null and app_sees(tenant_id))
  or (tenant_id is null and app_scope() = 'tenant'
      and exists (select 1 from tenants t where t.id = app_tenant() and t.box_id = trunks.box_id)));
-- SECURITY: what is known by its address, and who may sit in a private network, is the platform's to say.
create policy made on trunks for insert with check (
  app_scope() = 'platform' or (tenant_id is not null and app_sees(tenant_id) and kind = 'registration' and not allow_private));
create policy changed on trunks for update
  using (app_scope() = 'platform' or (tenant_id is not null and app_sees(tenant_id) and kind = 'registration' and not allow_private))
  with check (app_scope() = 'platform' or (tenant_id is not null and app_sees(tenant_id) and kind = 'registration' and not allow_private));
create policy removed on trunks for delete using (
  app_scope() = 'platform' or (tenant_id is not null and app_sees(tenant_id) and kind = 'registration' and not allow_private));

-- SECURITY: apart, so that no query about trunks of the box shows a tenant what they sign in with. Their other columns it
-- may read; what of them is not for its eyes (addresses, users, limits) the agent leaves out (features/trunk/tenant-side.ts).
create table trunk_credentials (
  trunk_id opaque_id primary key references trunks on delete cascade,
  tenant_id opaque_id references tenants,
  username text not null,
  -- AES-256-GCM envelope (platform/crypto), as of devices
  secret_sealed text not null
);
alter table trunk_credentials enable row level security;
alter table trunk_credentials force row level security;
create policy scoped on trunk_credentials using (app_scope() = 'platform' or (tenant_id is not null and app_sees(tenant_id)))
  with check (app_scope() = 'platform' or (tenant_id is not null and app_sees(tenant_id)));
