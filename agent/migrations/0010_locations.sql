-- Where phones stand: what emergency calls show, and who hears of them; and the record of such calls (decision 0013).

create table locations (
  id opaque_id not null,
  tenant_id opaque_id not null references tenants,
  name text not null,
  address text not null default '',
  -- Shown by emergency calls: a number of the tenant's own, which stays with it as long as that is so.
  caller_id text,
  notify_emails text[] not null default '{}',
  notify_user_ids text[] not null default '{}',
  -- Kept for the record, and for a restore: it has the address.
  deleted_at timestamptz,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (id),
  constraint locations_caller_id foreign key (tenant_id, caller_id) references dids (tenant_id, number),
  constraint locations_gone check (deleted_at is null or caller_id is null)
);
create index locations_of_caller_id on locations (tenant_id, caller_id) where caller_id is not null;

-- null: the tenant's default, which may be none.
alter table tenants
  add column default_location_id opaque_id,
  add constraint tenants_default_location foreign key (id, default_location_id) references locations (tenant_id, id);
alter table devices
  add column location_id opaque_id,
  add constraint devices_location foreign key (tenant_id, location_id) references locations (tenant_id, id);
create index devices_of_location on devices (tenant_id, location_id) where location_id is not null;

-- Kept for ever, with the names of that moment.
create table emergency_calls (
  id opaque_id not null,
  tenant_id opaque_id not null references tenants,
  -- Asterisk's unique id of the calling channel: what is told twice is one call.
  call text not null,
  at timestamptz not null,
  number text not null,
  sip_username text not null,
  device_id opaque_id,
  device_label text not null,
  user_id opaque_id,
  user_name text not null,
  location_id opaque_id,
  location_name text not null,
  address text not null,
  shown text,
  unrouted boolean not null default false,
  notify text[] not null default '{}',
  primary key (tenant_id, id),
  unique (tenant_id, call)
);
create index emergency_calls_newest on emergency_calls (tenant_id, at desc, id);

do $$
declare t text;
begin
  foreach t in array array['locations', 'emergency_calls'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy scoped on %I using (app_sees(tenant_id)) with check (app_sees(tenant_id))', t);
  end loop;
end $$;
