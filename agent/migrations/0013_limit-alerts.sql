-- A limit against fraud stopped calls out: told once per tenant, kind and hour (decision 0014).

create table limit_alerts (
  id opaque_id not null,
  tenant_id opaque_id not null references tenants,
  at timestamptz not null,
  kind text not null check (kind in ('a-minute', 'at-once')),
  number text not null,
  primary key (tenant_id, id),
  unique (id)
);
create index limit_alerts_newest on limit_alerts (tenant_id, at desc, id);
alter table limit_alerts enable row level security;
alter table limit_alerts force row level security;
create policy scoped on limit_alerts using (app_sees(tenant_id)) with check (app_sees(tenant_id));
