-- Applies that wait for their time or their turn, change freezes, hand edits that were taken over.

alter table apply_jobs drop constraint apply_jobs_status_check;
alter table apply_jobs add constraint apply_jobs_status_check
  check (status in ('PENDING', 'RUNNING', 'SUCCESS', 'FAILED', 'ROLLED_BACK', 'NEEDS_HELP', 'CANCELLED'));
alter table apply_jobs add column change_count integer not null default 0;
alter table apply_jobs add column schedule jsonb not null default '{"mode": "now"}';
alter table apply_jobs add column due_at timestamptz;
alter table apply_jobs add column options jsonb not null default '{}';
do $$ begin
  perform set_config('app.scope', 'platform', true);
  update apply_jobs set change_count = jsonb_array_length(changes) where changes <> '[]';
  perform set_config('app.scope', '', true);
end $$;

-- Lists of jobs, newest first, of a tenant and of the box (SC-010: fast with 10,000 of them).
drop index apply_jobs_tenant;
create index apply_jobs_tenant on apply_jobs (tenant_id, requested_at desc, id desc);
create index apply_jobs_box on apply_jobs (box_id, requested_at desc, id desc);
create index apply_jobs_waiting on apply_jobs (box_id, requested_at) where status = 'PENDING';
create index apply_snapshots_box_live on apply_snapshots (box_id, generation desc)
  where live_since is not null and tenant_id is null;

create table freeze_windows (
  id opaque_id primary key,
  tenant_id opaque_id not null references tenants,
  spec jsonb not null,
  reason text not null,
  actor_name text not null,
  created_at timestamptz not null default now()
);
create index freeze_windows_tenant on freeze_windows (tenant_id);
alter table freeze_windows enable row level security;
alter table freeze_windows force row level security;
create policy scoped on freeze_windows using (app_sees(tenant_id)) with check (app_sees(tenant_id));

-- SECURITY: dialplan by hand runs with Asterisk's rights: only the platform writes here, and a tenant reads what was kept
-- of its own file.
create table adopted_files (
  box_id opaque_id not null references boxes,
  path text not null,
  base_hash text not null,
  text text not null,
  actor_name text not null,
  adopted_at timestamptz not null default now(),
  primary key (box_id, path)
);
alter table adopted_files enable row level security;
alter table adopted_files force row level security;
create policy written on adopted_files using (app_scope() = 'platform') with check (app_scope() = 'platform');
create policy seen on adopted_files for select using (app_scope() = 'tenant' and exists (
  select 1 from tenants t where t.id = app_tenant() and adopted_files.path like '%/tenants/' || t.tag || '.conf'));

-- What a restore must remember. Which device, revoked for good, this one came in place of; and that a person was
-- suspended when they were deleted: they come back as such.
alter table devices add column replaces opaque_id;
alter table users add column was_suspended boolean not null default false;
