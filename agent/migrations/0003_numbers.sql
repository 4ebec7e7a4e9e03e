-- Public numbers (DIDs): the platform's inventory, allocated to tenants, assigned to destinations. US2, US9.

create table dids (
  id opaque_id primary key,
  box_id opaque_id not null references boxes,
  -- E.164 with the plus sign; one row per number and box (FR-102)
  number text not null check (number ~ '^\+[1-9][0-9]{6,14}$'),
  tenant_id opaque_id references tenants,
  label text not null default '',
  provider text not null default '',
  note text not null default '',
  port_in_on date,
  -- One column per kind of destination, so that each reference is a real one; at most one is set (FR-105).
  target_user_id opaque_id,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  -- What lists sort and search by. As columns, since an index on an expression can't be sought behind row-level security
  -- (lower() is not leakproof), and 100,000 rows in lower case cost more than the whole answer may (SC-102).
  label_key text collate "und-x-icu" generated always as (lower(label collate "und-x-icu")) stored,
  words text collate "C" generated always as
    (lower((label || chr(10) || provider || chr(10) || note) collate "und-x-icu")) stored,
  foreign key (tenant_id, target_user_id) references users (tenant_id, id),
  check (tenant_id is not null or target_user_id is null)
);
create unique index dids_number on dids (box_id, number collate "C");
create index dids_label on dids (box_id, label_key, number collate "C");
create index dids_created on dids (box_id, created_at, number collate "C");
create index dids_provider on dids (box_id, provider collate "C");
create index dids_tenant on dids (tenant_id, number collate "C");
create index dids_tenant_label on dids (tenant_id, label_key, number collate "C") where tenant_id is not null;
create index dids_tenant_created on dids (tenant_id, created_at, number collate "C") where tenant_id is not null;
create index dids_tenant_provider on dids (tenant_id, provider collate "C") where tenant_id is not null;
create index dids_user on dids (tenant_id, target_user_id) where target_user_id is not null;
alter table dids enable row level security;
alter table dids force row level security;
-- SECURITY: numbers of nobody and of other tenants are out of a tenant's sight. The same as app_sees(), with each setting
-- read once for the whole query: read row by row, they took four fifths of the time of a list of 100,000.
create policy scoped on dids using ((select app_scope()) = 'platform'
    or (tenant_id is not null and (select app_scope()) = 'tenant' and tenant_id = (select app_tenant())))
  with check (app_scope() = 'platform' or (tenant_id is not null and app_sees(tenant_id)));

-- What an import found and wrote, so that it can be undone.
create table did_imports (
  id opaque_id primary key,
  box_id opaque_id not null references boxes,
  at timestamptz not null default now(),
  actor_name text not null,
  counts jsonb not null,
  -- Per row: the number's id, what was before (null: new) and the revision that the import gave it.
  rows jsonb not null,
  undone_at timestamptz
);
create index did_imports_box on did_imports (box_id, at desc);
alter table did_imports enable row level security;
alter table did_imports force row level security;
create policy platform_only on did_imports using (app_scope() = 'platform') with check (app_scope() = 'platform');

-- Where calls to a tenant's numbers without a destination go.
alter table tenants add column default_user_id opaque_id;
alter table tenants add foreign key (id, default_user_id) references users (tenant_id, id);
