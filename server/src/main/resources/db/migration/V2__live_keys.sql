create table live_keys (
  run varchar(40) not null,
  change_key varchar(200) not null,
  version bigint not null,
  primary key (run, change_key)
);
