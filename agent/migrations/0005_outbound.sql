-- Calls out: each tenant's policies (ordered rules), and what holds for all of its calls. FR-017 to FR-020, US5.

create table outbound_policies (
  id opaque_id not null,
  tenant_id opaque_id not null references tenants,
  name text not null,
  -- OutboundRule[] of the domain, in their order
  rules jsonb not null default '[]',
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (id)
);
create unique index outbound_policies_name on outbound_policies (tenant_id, lower(name));
alter table outbound_policies enable row level security;
alter table outbound_policies force row level security;
create policy scoped on outbound_policies using (app_sees(tenant_id)) with check (app_sees(tenant_id));

-- Which trunks the rules of a policy name, so that none of them can go. Written along with the rules.
create table outbound_policy_trunks (
  tenant_id opaque_id not null,
  policy_id opaque_id not null,
  trunk_id opaque_id not null constraint outbound_policy_trunks_trunk references trunks,
  primary key (tenant_id, policy_id, trunk_id),
  foreign key (tenant_id, policy_id) references outbound_policies (tenant_id, id) on delete cascade
);
create index outbound_policy_trunks_of_trunk on outbound_policy_trunks (trunk_id);
alter table outbound_policy_trunks enable row level security;
alter table outbound_policy_trunks force row level security;
-- SECURITY: the tenant's own trunks and those of its box; another tenant's would be dialled at that one's cost.
create policy scoped on outbound_policy_trunks using (app_sees(tenant_id))
  with check (app_sees(tenant_id) and exists (
    select 1 from trunks t where t.id = trunk_id and (t.tenant_id = outbound_policy_trunks.tenant_id or (t.tenant_id is null
      and exists (select 1 from tenants o where o.id = outbound_policy_trunks.tenant_id and o.box_id = t.box_id)))));

-- What follows looks at rows that are there: no scope, no rows.
do $$ begin perform set_config('app.scope', 'platform', true); end $$;

-- A number that is shown outside is the tenant's own, and stays so: carriers refuse others, and it would be a lie.
alter table dids add constraint dids_of_tenant unique (tenant_id, number);
update users u set outbound_caller_id = null where u.outbound_caller_id is not null and (u.status = 'deleted'
  or not exists (select 1 from dids d where d.tenant_id = u.tenant_id and d.number = u.outbound_caller_id));

alter table users
  add column policy_id opaque_id,
  add constraint users_policy foreign key (tenant_id, policy_id) references outbound_policies (tenant_id, id),
  add constraint users_caller_id foreign key (tenant_id, outbound_caller_id) references dids (tenant_id, number),
  -- Who is gone holds no number and no policy.
  add constraint users_gone check (status <> 'deleted' or (policy_id is null and outbound_caller_id is null));
create index users_of_policy on users (tenant_id, policy_id) where policy_id is not null;
create index users_of_caller_id on users (tenant_id, outbound_caller_id) where outbound_caller_id is not null;

alter table tenants
  add column dialling jsonb,
  add column default_policy_id opaque_id,
  add column outbound_caller_id text,
  add column calls_per_minute integer check (calls_per_minute > 0),
  add column calls_at_once integer check (calls_at_once > 0),
  add constraint tenants_default_policy foreign key (id, default_policy_id) references outbound_policies (tenant_id, id),
  add constraint tenants_caller_id foreign key (id, outbound_caller_id) references dids (tenant_id, number);

do $$ begin perform set_config('app.scope', '', true); end $$;
