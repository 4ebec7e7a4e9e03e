-- What calls out cost: prices, what a day may cost, what it did (decision 0014). Money is millionths of one currency.

alter table boxes add column currency text not null default 'USD' check (currency ~ '^[A-Z]{3}$');
alter table tenants add column spend_per_day bigint check (spend_per_day > 0);

-- Of the box (tenant_id null), and a tenant's own over it. Prefix '': every other number.
create table prices (
  box_id opaque_id not null references boxes,
  tenant_id opaque_id references tenants,
  prefix text not null check (prefix ~ '^([1-9][0-9]{0,13})?$'),
  name text not null,
  micros bigint not null check (micros >= 0)
);
create unique index prices_one on prices (box_id, coalesce(tenant_id, ''), prefix);
alter table prices enable row level security;
alter table prices force row level security;
-- SECURITY: what carriers charge is the platform's to know.
create policy platform_only on prices using (app_scope() = 'platform') with check (app_scope() = 'platform');

-- As the core counted, in sixtieths of a millionth; of tenants with a limit alone.
create table spending (
  tenant_id opaque_id not null references tenants,
  day date not null,
  sixtieths bigint not null default 0,
  lifted_at timestamptz,
  lifted_by text,
  primary key (tenant_id, day)
);
alter table spending enable row level security;
alter table spending force row level security;
create policy scoped on spending using (app_sees(tenant_id)) with check (app_sees(tenant_id));

alter table limit_alerts drop constraint limit_alerts_kind_check;
alter table limit_alerts add constraint limit_alerts_kind_check
  check (kind in ('a-minute', 'at-once', 'spend-near', 'spend-reached', 'denied-country'));
