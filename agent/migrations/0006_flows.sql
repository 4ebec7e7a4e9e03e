-- Call flows: ring groups and schedules, steps in one graph of destinations (decision 0011). A new kind needs no column.

create table flows (
  id opaque_id not null,
  tenant_id opaque_id not null references tenants,
  kind text not null check (kind in ('ring_group', 'schedule')),
  name text not null,
  -- What its kind needs besides members, which are references: `flowSettings` of the domain.
  settings jsonb not null,
  -- Of a schedule, by hand: live state, effective at once, no part of an apply.
  override text check (override in ('open', 'closed')),
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  name_key text collate "und-x-icu" generated always as (lower(name collate "und-x-icu")) stored,
  primary key (tenant_id, id),
  unique (id),
  check (kind = 'schedule' or override is null)
);
create index flows_name on flows (tenant_id, name_key, id);

-- Where a call goes on from here; an exit without a row ends it.
create table flow_exits (
  tenant_id opaque_id not null,
  flow_id opaque_id not null,
  exit text not null check (exit in ('noanswer', 'open', 'closed', 'holiday')),
  target_user_id opaque_id,
  target_flow_id opaque_id,
  target_number text check (target_number ~ '^\+[1-9][0-9]{6,14}$'),
  target_kind text not null generated always as (case when target_user_id is not null then 'user'
    when target_flow_id is not null then 'flow' when target_number is not null then 'external' end) stored,
  primary key (tenant_id, flow_id, exit),
  foreign key (tenant_id, flow_id) references flows (tenant_id, id) on delete cascade,
  foreign key (tenant_id, target_user_id) references users (tenant_id, id),
  foreign key (tenant_id, target_flow_id) references flows (tenant_id, id),
  check (num_nonnulls(target_user_id, target_flow_id, target_number) = 1)
);
create index flow_exits_user on flow_exits (tenant_id, target_user_id) where target_user_id is not null;
create index flow_exits_flow on flow_exits (tenant_id, target_flow_id) where target_flow_id is not null;

-- Who rings in a group, in this order.
create table flow_members (
  tenant_id opaque_id not null,
  flow_id opaque_id not null,
  place integer not null check (place >= 0),
  user_id opaque_id not null,
  delay_seconds integer not null default 0 check (delay_seconds >= 0),
  primary key (tenant_id, flow_id, place),
  unique (tenant_id, flow_id, user_id),
  foreign key (tenant_id, flow_id) references flows (tenant_id, id) on delete cascade,
  foreign key (tenant_id, user_id) references users (tenant_id, id)
);
create index flow_members_user on flow_members (tenant_id, user_id);

do $$
declare t text;
begin
  foreach t in array array['flows', 'flow_exits', 'flow_members'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy scoped on %I using (app_sees(tenant_id)) with check (app_sees(tenant_id))', t);
  end loop;
end $$;

-- Numbers, and the tenant's default for those without a destination, lead wherever a call can be sent.
alter table dids
  add column target_flow_id opaque_id,
  add column target_number text check (target_number ~ '^\+[1-9][0-9]{6,14}$'),
  add column target_kind text generated always as (case when target_user_id is not null then 'user'
    when target_flow_id is not null then 'flow' when target_number is not null then 'external' end) stored,
  add foreign key (tenant_id, target_flow_id) references flows (tenant_id, id),
  add check (num_nonnulls(target_user_id, target_flow_id, target_number) <= 1),
  add check (tenant_id is not null or num_nonnulls(target_flow_id, target_number) = 0);
create index dids_flow on dids (tenant_id, target_flow_id) where target_flow_id is not null;

alter table tenants
  add column default_flow_id opaque_id,
  add column default_number text check (default_number ~ '^\+[1-9][0-9]{6,14}$'),
  add column default_kind text generated always as (case when default_user_id is not null then 'user'
    when default_flow_id is not null then 'flow' when default_number is not null then 'external' end) stored,
  add foreign key (id, default_flow_id) references flows (tenant_id, id),
  add check (num_nonnulls(default_user_id, default_flow_id, default_number) <= 1);
