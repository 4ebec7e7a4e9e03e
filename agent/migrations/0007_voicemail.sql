-- Voicemail: general mailboxes are flows, and a person's own box is a destination apart from their phones (decision 0013).

-- All kinds that decision 0013 names, so that the order of the next migrations does not matter.
alter table flows drop constraint flows_kind_check,
  add constraint flows_kind_check check (kind in ('ring_group', 'schedule', 'mailbox', 'menu', 'queue'));

-- Beside the person's column, so that what leads to a person has one answer.
alter table flow_exits
  drop column target_kind,
  add column target_voicemail boolean not null default false,
  add check (not target_voicemail or target_user_id is not null);
alter table flow_exits add column target_kind text not null generated always as (case
  when target_user_id is not null then case when target_voicemail then 'voicemail' else 'user' end
  when target_flow_id is not null then 'flow' when target_number is not null then 'external' end) stored;

alter table dids
  drop column target_kind,
  add column target_voicemail boolean not null default false,
  add check (not target_voicemail or target_user_id is not null);
alter table dids add column target_kind text generated always as (case
  when target_user_id is not null then case when target_voicemail then 'voicemail' else 'user' end
  when target_flow_id is not null then 'flow' when target_number is not null then 'external' end) stored;

alter table tenants
  drop column default_kind,
  add column default_voicemail boolean not null default false,
  add check (not default_voicemail or default_user_id is not null);
alter table tenants add column default_kind text generated always as (case
  when default_user_id is not null then case when default_voicemail then 'voicemail' else 'user' end
  when default_flow_id is not null then 'flow' when default_number is not null then 'external' end) stored;

comment on column users.voicemail_pin_hash is 'argon2id of the PIN; null: none was set, so the box is heard from own phones alone';
