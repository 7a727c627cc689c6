alter table runs add column ended timestamp with time zone;
-- When those ended is in their state only; their retention begins with this version.
update runs set ended = current_timestamp where state in ('SUCCEEDED', 'FAILED', 'CANCELLED');
create index runs_ended on runs (ended);

-- Numbered without holes, in the order of commits.
create table run_changes (
  seq bigint primary key,
  run varchar(40) not null,
  revision bigint not null,
  state_detail text not null,
  attempt integer not null,
  restarts integer not null
);

create table live_changes (
  seq bigint primary key,
  run varchar(40) not null,
  version bigint
);
